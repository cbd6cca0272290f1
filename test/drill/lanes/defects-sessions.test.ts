import { testDefect } from './expect-defect.ts'

testDefect('orders=session-cached', 'revocation', 'granted-after-deadline')
testDefect('orders=sso-restores-session', 'revocation', 'granted-after-deadline')
testDefect('orders=drops-session-on-outage', 'session-continuity', 'not-granted')
