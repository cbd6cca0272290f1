import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { parts } from '../../../docker/reference/parts/index.ts'
import { processes } from '../../../harness/stacks/processes.ts'
import type { Swept } from '../../../harness/sweep/sweep.ts'
import { drill } from '../command-line.ts'
import { env, lane } from './lane.ts'

beforeAll(() => void vi.stubEnv('DRILL_HOME', inject('home')))
afterAll(() => void vi.unstubAllEnvs())

const attached = () => processes(parts).attach(lane)
const sweep = (...words: readonly string[]) => drill(['sweep', '--stack', lane, ...words], env())

/** Services whose clock somebody has moved. */
async function moved(): Promise<string[]> {
  const stack = await attached()
  const services = Object.keys(stack.estate.services).filter((service) => service !== 'vault')
  const clocks = await Promise.all(services.map((service) => stack.clock(service)))
  return services.filter((_, index) => clocks[index]?.by !== 'nobody')
}

test('every threshold is as claims, leeway, age and certificates predict, and every clock is true again', async () => {
  const { code, stdout, stderr } = await sweep('--json').ended
  const swept = JSON.parse(stdout) as Swept[]
  expect(swept.filter(({ agrees }) => !agrees)).toEqual([])
  expect(new Set(swept.map(({ service }) => service))).toEqual(
    new Set(['ledger', 'idp', 'orders', 'database']),
  )
  expect(swept).toHaveLength(20)
  expect(code, stderr).toBe(0)
  expect(await moved()).toEqual([])
})

test('a service that has not the leeway that it declares is found out', async () => {
  const words = ['--only', 'token-offline', '--defect', 'ledger=no-leeway']
  const { code, stdout } = await sweep(...words).ended
  expect(stdout).toMatch(
    /ledger's clock behind +token-offline +refused too early +from 0\.\d s +from 2\.0 s +NOT/,
  )
  expect(code).toBe(1)
})

test('a sweep that is stopped puts the clocks right', async () => {
  const started = sweep('--only', 'token-offline')
  await started.said('clock behind')
  started.child.kill('SIGINT')
  expect((await started.ended).code).toBe(130)
  expect(await moved()).toEqual([])
})

test('a sweep that is killed leaves no clock wrong: its watchdog puts it right', async () => {
  const started = sweep('--only', 'token-offline')
  await started.said('clock behind')
  started.child.kill('SIGKILL')
  await started.ended
  await vi.waitUntil(async () => (await moved()).length === 0, { timeout: 30_000, interval: 250 })
  expect((await drill(['recover'], env()).ended).code).toBe(0)
  expect(readdirSync(join(inject('home'), 'sweeps')).length).toBeGreaterThan(0)
})
