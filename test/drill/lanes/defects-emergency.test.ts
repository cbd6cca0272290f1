import { testDefect } from './expect-defect.ts'

testDefect('ledger=emergency-needs-idp', 'fallback-access', 'not-granted')
testDefect('ledger=emergency-one-approval', 'fail-closed', 'control-granted')
testDefect('ledger=emergency-survives-disarm', 'revocation', 'granted-though-refused')
testDefect('ledger=disarm-by-anyone', 'fail-closed', 'control-granted')
testDefect('ledger=alert-dropped', 'fallback-access', 'alert-missing')
