import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parts } from '../../../docker/reference/parts/index.ts'
import { openCustodies } from '../../../harness/engine/custody.ts'
import { readJournal } from '../../../harness/engine/journal.ts'
import { readLedger } from '../../../harness/engine/ledger.ts'
import { watchdogs } from '../../../harness/engine/watchdogs.ts'
import { packageRoot } from '../../../harness/model/home.ts'
import { recordsOf } from '../../../harness/model/record.ts'
import { processes } from '../../../harness/stacks/processes.ts'
import { drill } from '../command-line.ts'
import { env, lane, runsFolder } from './lane.ts'

interface Told {
  readonly code: number
  readonly junit: string
  readonly drills: readonly { scenario: string; verdict?: string; code: number; dir?: string; why?: string }[]
}

/** When a drill cut something, and when it had mended it (ms since 1970). */
function outage(dir: string | undefined): { fromMs: number; toMs: number } {
  const history = readJournal(join(dir ?? '', 'journal.jsonl'))
  const ms = (type: 'fault.applied' | 'undo.done') => Date.parse(recordsOf(history, type)[0]?.time ?? '')
  return { fromMs: ms('fault.applied'), toMs: ms('undo.done') }
}

test('a folder of scenarios: those that do not touch go on side by side, and one that cannot run is told', async () => {
  const runs = runsFolder()
  const folder = join(packageRoot(), 'test', 'drill', 'several')
  const ended = await drill(['run', folder, '--stack', lane, '--runs', runs, '--json'], env()).ended
  expect(ended.code, ended.stderr).toBe(3)
  const told = JSON.parse(ended.stdout) as Told
  expect(told.drills.map(({ scenario, verdict, code }) => [scenario, verdict, code])).toEqual([
    ['answers-cut', 'passed', 0],
    ['nobody-answers', undefined, 3],
    ['people-reset', 'passed', 0],
  ])
  expect(told.drills[1]?.why).toMatch(/nobody is there to answer/)
  const [first, second] = [outage(told.drills[0]?.dir), outage(told.drills[2]?.dir)]
  expect(first.fromMs).toBeLessThan(second.toMs)
  expect(second.fromMs).toBeLessThan(first.toMs)
  const { entries, gaps, problems } = readLedger(join(runs, 'ledger'))
  expect([entries.length, gaps, problems]).toEqual([2, [], []])
  expect(entries.every(({ result }) => result !== null)).toBe(true)
  expect(readFileSync(told.junit, 'utf8')).toMatch(/<testsuites tests="\d+" failures="0" errors="1">/)
})

test('drills side by side that are killed leave nothing', async () => {
  process.env.DRILL_HOME = env().DRILL_HOME
  const folder = join(packageRoot(), 'test', 'drill', 'several')
  const started = drill(['run', folder, '--stack', lane, '--runs', runsFolder()], env())
  await Promise.all([started.said('reset on idp injected'), started.said('truncated on orders injected')])
  started.child.kill('SIGKILL')
  await started.ended
  await vi.waitFor(() => expect(watchdogs()).toEqual([]), { timeout: 60_000, interval: 100 })
  const stack = await processes(parts).attach(lane)
  const states = await Promise.all(stack.edges.map((edge) => stack.edgeState(edge)))
  expect(states.filter((state) => state !== 'open')).toEqual([])
  expect(openCustodies(stack)).toEqual([])
})
