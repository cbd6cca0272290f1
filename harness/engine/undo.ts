import type { Fault, Undo } from '../faults/fault.ts'
import { DrillError } from '../model/error.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'

const tries = 3

interface Undoing {
  readonly stack: Stack
  readonly journal: Journal
  readonly clock: Clock
}

/** Undoes one fault and reads it back; records intent, deed and proof. Throws `undo-failed` when it stays. */
export async function healed(
  { stack, journal, clock }: Undoing,
  fault: Fault,
  id: string,
  undo: Undo,
): Promise<void> {
  journal.write({ type: 'undo.intent', fault: id })
  let last: unknown
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const beganMs = clock.nowMs()
    try {
      await fault.heal(stack, undo)
      journal.write({ type: 'undo.done', fault: id, beganMs, endMs: clock.nowMs() })
      if (await fault.verify(stack, undo)) {
        journal.write({ type: 'undo.verified', fault: id, ok: true })
        return
      }
      last = new Error('read back, it was not as before')
    } catch (error) {
      last = error
    }
  }
  journal.write({ type: 'undo.verified', fault: id, ok: false, detail: (last as Error).message })
  throw new DrillError('undo-failed', `${undo.fault} on ${undo.service} could not be undone`, {
    cause: last,
    next: 'run `drill recover`; if it fails too, `drill down` removes the whole stack',
  })
}

/** What was intended to be injected and never proven undone, newest first: each is taken as possibly applied. */
export function openUndos(history: History): { id: string; undo: Undo }[] {
  const done = new Set(
    recordsOf(history, 'undo.verified')
      .filter((entry) => entry.ok)
      .map((entry) => entry.fault),
  )
  return recordsOf(history, 'fault.intent')
    .filter((entry) => !done.has(entry.fault))
    .map((entry) => ({ id: entry.fault, undo: entry.undo as Undo }))
    .reverse()
}
