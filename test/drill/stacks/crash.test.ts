import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openChanges } from '../../../harness/engine/changes.ts'
import { readJournal } from '../../../harness/engine/journal.ts'
import { openUndos } from '../../../harness/engine/undo.ts'
import { watchdogs } from '../../../harness/engine/watchdogs.ts'
import { packageRoot } from '../../../harness/model/home.ts'
import { recordsOf } from '../../../harness/model/record.ts'
import { drill } from '../command-line.ts'
import { withoutEngine } from '../without-engine.ts'
import { leftovers } from './leftovers.ts'

/** Everything that a drill can change, and no browser. */
const scenario = join(packageRoot(), 'test', 'crash', 'crash.yaml')

let home: string
let runs: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-crash-'))
  runs = join(home, 'runs')
  vi.stubEnv('DRILL_HOME', home)
})
afterEach(async () => {
  await drill(['recover'], { DRILL_HOME: home }).ended
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** Everything is undone by the journal, which says that its runner did not come to its end. */
function expectUndone(): void {
  expect(openUndos(journalOf())).toEqual([])
  expect(openChanges(journalOf())).toEqual([])
  expect(journalOf().map(({ type }) => type)).toContain('run.interrupted')
}

const journalOf = () => readJournal(join(runs, readdirSync(runs)[0] ?? '', 'journal.jsonl'))

const drivers = ['processes', ...((await withoutEngine()) ? [] : ['containers'])]

describe.each(drivers)('%s', (driver) => {
  test('after SIGKILL in mid-fault the watchdog undoes everything, and nothing is left', async () => {
    const started = drill(['run', scenario, '--driver', driver, '--runs', runs], { DRILL_HOME: home })
    await started.said('unreachable on orders injected')
    expect(openUndos(journalOf())).toHaveLength(1)
    expect(openChanges(journalOf()).length).toBeGreaterThan(0)
    expect(watchdogs()).toMatchObject([{ state: 'watching' }])
    started.child.kill('SIGKILL')
    await started.ended
    await vi.waitFor(() => expect(watchdogs()).toEqual([]), 60_000)
    expectUndone()
    expect(await leftovers(home)).toEqual([])
  })

  test('killed with its watchdog it keeps the next drill from starting, until it is recovered', async () => {
    const words = ['run', scenario, '--driver', driver, '--runs', runs]
    const started = drill(words, { DRILL_HOME: home })
    await started.said('unreachable on orders injected')
    for (const { watchdog } of watchdogs()) process.kill(watchdog.pid, 'SIGKILL')
    started.child.kill('SIGKILL')
    await started.ended
    expect((await leftovers(home)).length).toBeGreaterThan(0)

    const refused = await drill(words, { DRILL_HOME: home }).ended
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(`${readdirSync(runs).find((name) => name !== 'ledger')} left something`)
    expect(refused.stderr).toContain('drill recover')

    const recovered = await drill(['recover'], { DRILL_HOME: home }).ended
    expect(recovered.stdout).toContain('ended the stack')
    expect(recovered.code).toBe(0)
    expectUndone()
    expect(watchdogs()).toEqual([])
    expect(await leftovers(home)).toEqual([])
  })

  test('Ctrl-C in mid-fault undoes it, says so, and ends what it brought up', async () => {
    const started = drill(['run', scenario, '--driver', driver, '--runs', runs], { DRILL_HOME: home })
    await started.said('unreachable on orders injected')
    started.child.kill('SIGINT')
    const { code, stderr, stdout } = await started.ended
    expect(code).toBe(130)
    expect(stderr).toContain('what was injected is being undone')
    expect(stdout).toContain('aborted')
    expect(openUndos(journalOf())).toEqual([])
    expect(openChanges(journalOf())).toEqual([])
    expect(recordsOf(journalOf(), 'run.ended')[0]).toMatchObject({ status: 'aborted', clean: true })
    expect(await leftovers(home)).toEqual([])
  })
})

test('a second Ctrl-C is an unclean stop that still undoes the fault', async () => {
  const started = drill(['run', scenario, '--driver', 'processes', '--runs', runs], { DRILL_HOME: home })
  await started.said('unreachable on orders injected')
  started.child.kill('SIGINT')
  await started.said('once more gives up waiting')
  started.child.kill('SIGINT')
  expect((await started.ended).code).toBe(130)
  expect(openUndos(journalOf())).toEqual([])
  expect(recordsOf(journalOf(), 'signal').map(({ count }) => count)).toContain(2)
})
