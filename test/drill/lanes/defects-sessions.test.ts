import { expect, test } from 'vitest'
import { allPassed, reasonsOf, verdictsOf } from '../command-line.ts'
import { testDefect } from './expect-defect.ts'
import { drillOnLane } from './lane.ts'

testDefect('orders=session-cached', 'revocation', 'granted-after-deadline')
testDefect('orders=sso-restores-session', 'revocation', 'revived')

test('a service with two defects in one fails two findings: a cache serves in the outage, and after the revocation', async () => {
  const drilled = await drillOnLane(['ledger=introspection-cached'])
  const expected = { ...allPassed, 'fail-closed': 'failed', revocation: 'failed' }
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual(expected)
})

test('a session that is dropped in the outage fails continuity, and takes the twin that revocation needs', async () => {
  const drilled = await drillOnLane(['orders=drops-session-on-outage'])
  const expected = { ...allPassed, 'session-continuity': 'failed', revocation: 'inconclusive' }
  expect(verdictsOf(drilled), reasonsOf(drilled).join('\n')).toEqual(expected)
})
