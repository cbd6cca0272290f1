import { testDefect } from './expect-defect.ts'

testDefect('ledger=fails-open-without-keys', 'fail-closed', 'granted-though-refused')
testDefect('ledger=introspection-error-is-active', 'fail-closed', 'granted-though-refused')
testDefect('gateway=denylist-ignored', 'revocation', 'granted-though-refused')
