import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endStack, recovered } from '../../harness/cli/recovery.ts'
import { bringUp } from '../../harness/cli/stack-session.ts'
import { refuseUnsettled } from '../../harness/cli/unsettled.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { takeCustody } from '../../harness/engine/custody.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { stateHome } from '../../harness/model/home.ts'
import { bootId, processId, statOfNamed } from '../../harness/model/process.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { leftovers } from './stacks/leftovers.ts'
import { driver, estateFile, ownHome } from './tiny/stack.ts'

let removeHome: () => void
beforeEach(() => {
  removeHome = ownHome()
})
afterEach(async () => {
  await driver.sweep('warm')
  removeHome()
})

/** A stack with an edge cut by a run, and all that names a process from before the machine started again. */
async function rebooted(keep: boolean): Promise<{ stack: Stack; journal: string }> {
  const chosen = { driver, because: 'it is small' }
  const { stack } = await bringUp(chosen, { name: 'warm', estateFile }, AbortSignal.timeout(60_000), keep)
  const file = join(stateHome(), 'journal.jsonl')
  const [edge] = stack.edges
  await takeCustody(stack, { run: 'r1', journal: file })
  const journal = openJournal(file, monotonicClock(), redactor())
  const undo = {
    fault: 'unreachable',
    service: 'idp',
    edges: edge ? [edge] : [],
    before: {},
    fingerprint: stack.id,
  }
  journal.write({ type: 'fault.intent', fault: 'unreachable', undo })
  journal.close()
  for (const name of ['owner.json', 'parts.jsonl', 'runs.jsonl']) {
    const path = join(stack.dir, name)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(bootId(), 'an-earlier-boot'))
  }
  return { stack, journal: file }
}

test.each([true, false])(
  'after a restart of the machine nothing is left of a stack, kept warm (%s) or not, and its run is closed',
  async (keep) => {
    const { journal } = await rebooted(keep)
    expect(() => refuseUnsettled(undefined)).toThrow(/r1 left something that is not undone/)
    const { did, failure } = await recovered([driver], 'warm', () => {})
    expect(failure).toBeUndefined()
    expect(did).toEqual([expect.stringContaining('ended the stack, which nobody keeps any more')])
    const history = readJournal(journal)
    expect(recordsOf(history, 'run.interrupted')).toHaveLength(1)
    expect(recordsOf(history, 'undo.verified')).toMatchObject([
      { fault: 'unreachable', ok: true, detail: expect.stringContaining('gone with the stack') },
    ])
    refuseUnsettled(undefined)
    expect(await leftovers(stateHome())).toEqual([])
  },
)

test('a process that has the pid of one from before is not touched', async () => {
  const { stack } = await rebooted(true)
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(stranger, 'spawn')
  const id = processId(stranger.pid)
  const line = { service: 'idp', ...id, bootId: 'an-earlier-boot' }
  appendFileSync(join(stack.dir, 'parts.jsonl'), `${JSON.stringify(line)}\n`)
  expect((await recovered([driver], 'warm', () => {})).failure).toBeUndefined()
  expect(statOfNamed(id)).toMatchObject({ pid: stranger.pid })
  stranger.kill('SIGKILL')
})

test('ending a stack closes the journals of what had been changed in it', async () => {
  const { journal } = await rebooted(true)
  await endStack([driver], 'warm')
  expect(recordsOf(readJournal(journal), 'undo.verified')).toMatchObject([{ ok: true }])
  expect(await leftovers(stateHome())).toEqual([])
})
