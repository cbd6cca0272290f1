import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitCodeOf } from '../../harness/cli/exit.ts'
import { recovered } from '../../harness/cli/recovery.ts'
import { bringUp } from '../../harness/cli/stack-session.ts'
import { refuseUnsettled } from '../../harness/cli/unsettled.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { takeCustody } from '../../harness/engine/custody.ts'
import { openJournal, readJournal } from '../../harness/engine/journal.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { unreachable } from '../../harness/faults/unreachable.ts'
import { stateHome } from '../../harness/model/home.ts'
import type { PlannedFault } from '../../harness/model/plan.ts'
import { recordsOf } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { driver, estateFile, ownHome } from './tiny/stack.ts'

let removeHome: () => void
let stack: Stack
beforeAll(async () => {
  removeHome = ownHome()
  const chosen = { driver, because: 'it is small' }
  const session = await bringUp(chosen, { name: 'warm', estateFile }, AbortSignal.timeout(60_000), true)
  stack = session.stack
})
afterAll(async () => {
  await driver.sweep('warm')
  removeHome()
})

const nobody = { pid: 1, startTime: '0', bootId: 'an earlier boot' }
const theirs = { from: 'machines', to: 'idp' }
const ours = { from: 'orders', to: 'idp' }

/** A run that cut both ways to the IdP, and died. */
async function cut(): Promise<string> {
  const file = join(stateHome(), 'journal.jsonl')
  const planned = { service: 'idp', edges: [theirs, ours] } as unknown as PlannedFault
  const undo = await unreachable.prepare(stack, planned)
  const journal = openJournal(file, monotonicClock(), redactor())
  await takeCustody(stack, { run: 'r1', journal: file, runner: nobody })
  journal.write({ type: 'fault.intent', fault: 'unreachable', undo })
  journal.close()
  await unreachable.inject(stack, undo, AbortSignal.timeout(5_000))
  return file
}

test('an edge that somebody else has changed since stays, the rest comes back, and no drill starts until it is put right', async () => {
  const journal = await cut()
  await stack.setEdges([theirs], 'silent')
  const { failure } = await recovered([driver], 'warm', () => {})
  expect(failure).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('machines → idp is silent'),
  })
  expect(exitCodeOf(failure)).toBe(5)
  expect([await stack.edgeState(theirs), await stack.edgeState(ours)]).toEqual(['silent', 'open'])
  expect(recordsOf(readJournal(journal), 'undo.verified')).toMatchObject([{ ok: false, conflict: true }])
  expect(() => refuseUnsettled('warm')).toThrow(/r1 left something/)

  await stack.setEdges([theirs], 'open')
  expect((await recovered([driver], 'warm', () => {})).failure).toBeUndefined()
  expect(recordsOf(readJournal(journal), 'undo.verified').at(-1)).toMatchObject({ ok: true })
  refuseUnsettled('warm')
})
