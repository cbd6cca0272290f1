import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../harness/model/home.ts'
import { reasonsOf } from '../command-line.ts'
import { drillOnLane } from './lane.ts'

const scenario = join(packageRoot(), 'test', 'drill', 'vault-faults.yaml')

test('a vault that is sealed, over its quota, hanging and without its seal key is proven, and well afterwards', async () => {
  const drilled = await drillOnLane([], scenario)
  expect(drilled.judgement.verdict, reasonsOf(drilled).join('\n')).toBe('passed')
})
