import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openChanges } from '../../../harness/engine/changes.ts'
import { readJournal } from '../../../harness/engine/journal.ts'
import { openUndos } from '../../../harness/engine/undo.ts'
import { recordsOf } from '../../../harness/model/record.ts'
import { drill, shortScenario } from '../command-line.ts'
import { leftovers } from './leftovers.ts'

let home: string
let runs: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-crash-'))
  runs = join(home, 'runs')
})
afterEach(async () => {
  await drill(['recover'], { DRILL_HOME: home }).ended
  rmSync(home, { recursive: true, force: true })
})

const journalOf = () => readJournal(join(runs, readdirSync(runs)[0] ?? '', 'journal.jsonl'))

describe.each(['processes', 'containers'])('%s', (driver) => {
  test('after SIGKILL in mid-fault a second process undoes the fault, and nothing is left', async () => {
    const started = drill(['run', shortScenario, '--driver', driver, '--runs', runs], { DRILL_HOME: home })
    await started.said('unreachable on idp injected')
    started.child.kill('SIGKILL')
    await started.ended
    expect(openUndos(journalOf())).toHaveLength(1)
    expect(openChanges(journalOf()).length).toBeGreaterThan(0)
    expect((await leftovers(home)).length).toBeGreaterThan(0)

    const recovered = await drill(['recover'], { DRILL_HOME: home }).ended
    expect(recovered.stdout).toContain('undone')
    expect(recovered.code).toBe(0)
    expect(openUndos(journalOf())).toEqual([])
    expect(openChanges(journalOf())).toEqual([])
    expect(journalOf().map(({ type }) => type)).toContain('run.interrupted')
    expect(await leftovers(home)).toEqual([])
  })

  test('Ctrl-C in mid-fault undoes it, says so, and ends what it brought up', async () => {
    const started = drill(['run', shortScenario, '--driver', driver, '--runs', runs], { DRILL_HOME: home })
    await started.said('unreachable on idp injected')
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
  const started = drill(['run', shortScenario, '--driver', 'processes', '--runs', runs], { DRILL_HOME: home })
  await started.said('unreachable on idp injected')
  started.child.kill('SIGINT')
  await started.said('once more gives up waiting')
  started.child.kill('SIGINT')
  expect((await started.ended).code).toBe(130)
  expect(openUndos(journalOf())).toEqual([])
  expect(recordsOf(journalOf(), 'signal').map(({ count }) => count)).toContain(2)
})
