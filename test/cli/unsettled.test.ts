import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refuseUnsettled } from '../../harness/cli/unsettled.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { endCustody, takeCustody } from '../../harness/engine/custody.ts'
import { openJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { type ProcessId, processId } from '../../harness/model/process.ts'
import type { Fact } from '../../harness/model/record.ts'

const nobody = { pid: 1, startTime: '0', bootId: 'an earlier boot' }
const undo = { fault: 'broken', service: 'idp', edges: [], before: {}, fingerprint: 'x' }
const intent: Fact = { type: 'fault.intent', fault: 'broken-1', undo }
const undone: Fact = { type: 'undo.verified', fault: 'broken-1', ok: true }
const ended: Fact = { type: 'run.ended', status: 'errored', clean: false }

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-unsettled-'))
  vi.stubEnv('DRILL_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** A run on the stack `warm` that wrote this into its journal. */
async function ran(runner: ProcessId, ...facts: readonly Fact[]): Promise<string> {
  const dir = join(home, 'stacks', 'warm')
  mkdirSync(dir, { recursive: true })
  const file = join(home, 'journal.jsonl')
  await takeCustody({ dir }, { run: 'r1', journal: file, runner })
  const journal = openJournal(file, monotonicClock(), redactor())
  for (const fact of facts) journal.write(fact)
  journal.close()
  return dir
}

describe('no drill starts', () => {
  const left = expect.objectContaining({
    code: 'refused',
    message: 'no drill can start: r1 left something that is not undone',
    next: expect.stringContaining('drill recover'),
  })

  test('anywhere while a run that died left something, whatever stack it is on', async () => {
    await ran(nobody, intent)
    expect(() => refuseUnsettled('warm')).toThrow(left)
    expect(() => refuseUnsettled('another')).toThrow(left)
    expect(() => refuseUnsettled(undefined)).toThrow(left)
  })

  test('while a run that came to its end could not undo something', async () => {
    await ran(processId(), intent, ended)
    expect(() => refuseUnsettled(undefined)).toThrow(left)
  })

  test('on a stack on which another one goes on; on other stacks it may', async () => {
    await ran(processId(process.ppid), intent)
    expect(() => refuseUnsettled('warm')).toThrow(/r1 goes on there/)
    refuseUnsettled('another')
    refuseUnsettled(undefined)
  })

  test('while the stack of a run that died is still there', async () => {
    const dir = join(home, 'stacks', 'run-1')
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'owner.json'), JSON.stringify({ keep: false, ...nobody }))
    expect(() => refuseUnsettled(undefined)).toThrow(/run-1 of a run that died is still there/)
  })
})

describe('a drill starts', () => {
  test('beside another one of this process, which knows what they touch', async () => {
    await ran(processId(), intent)
    refuseUnsettled('warm')
  })

  test('when all was undone', async () => {
    await ran(nobody, intent, undone)
    refuseUnsettled('warm')
  })

  test('and looks no more at the journal of a run that was settled', async () => {
    const dir = await ran(nobody, intent)
    await endCustody({ dir }, { journal: join(home, 'journal.jsonl') })
    refuseUnsettled('warm')
  })
})
