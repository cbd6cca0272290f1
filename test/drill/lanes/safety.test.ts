import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { parts } from '../../../docker/reference/parts/index.ts'
import { readJournal } from '../../../harness/engine/journal.ts'
import { openUndos } from '../../../harness/engine/undo.ts'
import { type Fact, type History, type JournalRecord, recordsOf } from '../../../harness/model/record.ts'
import { processes } from '../../../harness/stacks/processes.ts'
import type { Stack } from '../../../harness/stacks/stack.ts'
import { drill, type Ended } from '../command-line.ts'
import { env, lane, runsFolder } from './lane.ts'

const scenario = join(import.meta.dirname, '..', 'twin-denied.yaml')

beforeAll(() => {
  process.env.DRILL_HOME = env().DRILL_HOME
})

/** Whatever a test did to the stack, the next drill finds it whole. */
afterEach(async () => {
  await drill(['stop', '--clear'], env()).ended
  expect((await drill(['recover'], env()).ended).code).toBe(0)
  expect(await broken(await attached())).toEqual([])
})

const attached = () => processes(parts).attach(lane)

/** Parts that do not run, and edges that are not open. */
async function broken(stack: Stack): Promise<string[]> {
  const services = Object.keys(stack.estate.services)
  const states = await Promise.all(services.map((service) => stack.state(service)))
  const edges = await Promise.all(stack.edges.map((edge) => stack.edgeState(edge)))
  return [
    ...services.filter((_, index) => states[index] !== 'running'),
    ...stack.edges.filter((_, index) => edges[index] !== 'open').map(({ from, to }) => `${from} → ${to}`),
  ]
}

/** A drill in whose outage something is done. */
async function disturbed(disturb: (started: ReturnType<typeof drill>) => Promise<unknown>) {
  const runs = runsFolder()
  const started = drill(['run', scenario, '--stack', lane, '--runs', runs], env())
  await started.said('unreachable on idp injected')
  await disturb(started)
  const ended: Ended = await started.ended
  const [run = ''] = readdirSync(runs).filter((name) => !name.startsWith('.') && name.includes('twin-denied'))
  const history: History = readJournal(join(runs, run, 'journal.jsonl'))
  return { ...ended, history }
}

function first<T extends Fact['type']>(history: History, type: T): Extract<JournalRecord, { type: T }> {
  const [record] = recordsOf(history, type)
  if (!record) throw new Error(`the journal has no ${type}`)
  return record
}

test('the kill switch ends a drill and heals within a second, and lets none start until it is cleared', async () => {
  const { code, stdout, stderr, history } = await disturbed(
    () => drill(['stop', '--reason', 'the pager is ringing'], env()).ended,
  )
  expect(code, stderr).toBe(130)
  expect(stdout).toMatch(/^twin-denied: aborted$/m)
  expect(stderr).toMatch(/stopping: .* threw the kill switch: the pager is ringing/)
  const { atMs: stoppingMs, ...stopping } = first(history, 'run.stopping')
  expect(stopping).toMatchObject({ cause: 'kill-switch' })
  const verified = first(history, 'undo.verified')
  expect(verified.ok).toBe(true)
  expect(verified.atMs - stoppingMs).toBeLessThan(1_000)
  expect(await broken(await attached())).toEqual([])
  const refused = await drill(['run', scenario, '--stack', lane], env()).ended
  expect(refused).toMatchObject({ code: 3, stdout: '' })
})

test('a database that dies in mid-drill ends it as errored, with the fault undone', async () => {
  const stack = await attached()
  const { code, stdout, history } = await disturbed(() => stack.kill('database'))
  expect([4, 5]).toContain(code)
  expect(stdout).toMatch(/^twin-denied: errored$/m)
  expect(first(history, 'run.ended').detail).toMatch(/database is stopped|could not be undone/)
  expect(openUndos(history)).toEqual([])
  expect(await broken(stack)).toEqual(['database'])
})

test('a runner that was stopped for a while gives no verdict, and everything is undone', async () => {
  const { code, stdout, history } = await disturbed(async ({ child }) => {
    child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    child.kill('SIGCONT')
  })
  expect(code).toBe(6)
  expect(stdout).toMatch(/^twin-denied: inconclusive$/m)
  expect(first(history, 'clock.stall').byMs).toBeGreaterThan(3_000)
  expect(openUndos(history)).toEqual([])
})
