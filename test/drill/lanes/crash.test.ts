import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { parts } from '../../../docker/reference/parts/index.ts'
import { processes } from '../../../harness/stacks/processes.ts'
import { failuresIn, tried } from '../../crash/matrix.ts'
import { nameOf, type Point, randomPoints } from '../../crash/points.ts'
import { baselineOf } from '../../crash/remains.ts'
import { lane } from './lane.ts'

// Five of the points that `npm run crash` tries, and another random one each time.
const points: readonly Point[] = [
  { fault: 'stopped', at: 'after:fault.applied:1', ending: 'alone', stack: 'warm' },
  { fault: 'unreachable', at: 'after:change.intent:3', ending: 'alone', stack: 'warm' },
  { fault: 'paused', at: 'before:undo.verified:1', ending: 'with its watchdog', stack: 'warm' },
  { fault: 'signing-key-removed', at: 'after:fault.applied:1', ending: 'alone', stack: 'warm' },
  ...randomPoints(1, 12_000, Math.random),
]

beforeAll(() => void vi.stubEnv('DRILL_HOME', inject('home')))
afterAll(() => void vi.unstubAllEnvs())

test('a drill that is killed leaves nothing and loses nothing', async () => {
  const stack = await processes(parts).attach(lane)
  const scene = { home: inject('home'), driver: 'processes', stack: lane }
  const all = await tried(scene, stack, await baselineOf(scene, stack), points)
  expect(failuresIn(all), points.map(nameOf).join('; ')).toEqual([])
  expect(all).toHaveLength(points.length)
})
