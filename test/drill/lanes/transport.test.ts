import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import { reasonsOf, verdictsOf } from '../command-line.ts'
import { drillOnLane } from './lane.ts'

const scenario = join(packageRoot(), 'test', 'drill', 'transport-short.yaml')

test('ways that are late, narrow, reset and truncated bite on open and new connections, and are proven', async () => {
  const drilled = await drillOnLane([], scenario)
  const verdicts = verdictsOf(drilled)
  expect(Object.keys(verdicts)).toEqual(
    expect.arrayContaining(['session-continuity', 'fail-closed', 'recovery']),
  )
  expect(new Set(Object.values(verdicts)), reasonsOf(drilled).join('\n')).toEqual(new Set(['passed']))
})

test('a service that goes around a way that is late makes the run inconclusive', async () => {
  const drilled = await drillOnLane(['ledger=bypasses-proxy'], scenario)
  expect(drilled.judgement.verdict).toBe('inconclusive')
  expect(reasonsOf(drilled).join('\n')).toMatch(
    /latency on idp: caller-slowed at hold: 0 of \d+ requests of ledger/,
  )
})
