import type { Fault, Undo } from '../faults/fault.ts'
import { DrillError } from '../model/error.ts'
import { type History, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import { type Journal, readJournal } from './journal.ts'

const tries = 3

interface Undoing {
  readonly stack: Stack
  readonly journal: Journal
  readonly clock: Clock
}

/**
 * Undoes one fault and reads it back; records intent, deed and proof. Throws `undo-failed` when it stays, and
 * `conflict` when somebody else has changed the same since: that is left as it is.
 */
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
    if (isConflict(last)) break
  }
  const conflict = isConflict(last)
  const detail = (last as Error).message
  journal.write({ type: 'undo.verified', fault: id, ok: false, ...(conflict ? { conflict } : {}), detail })
  if (conflict) throw last
  throw new DrillError('undo-failed', `${undo.fault} on ${undo.service} could not be undone`, {
    cause: last,
    next: 'run `drill recover`; if it fails too, `drill down` removes the whole stack',
  })
}

const isConflict = (error: unknown) => error instanceof DrillError && error.code === 'conflict'

/** What was undone, in words, and what was not. */
export interface Undone {
  readonly undone: readonly string[]
  readonly failures: readonly { readonly service?: string; readonly error: unknown }[]
}

/** Undoes every open fault of a history, newest first. One that stays does not keep the others from being undone. */
export async function undoFaults(
  undoing: Undoing & { readonly catalog: Pick<Catalog, 'faults'> },
  history: History,
  tell: (what: string) => void,
): Promise<Undone> {
  const undone: string[] = []
  const failures: { service: string; error: unknown }[] = []
  for (const { id, undo } of openUndos(history)) {
    const what = `${undo.fault} on ${undo.service}`
    tell(what)
    try {
      const fault = undoing.catalog.faults[undo.fault]
      if (!fault) throw new DrillError('undo-failed', `this version does not know the fault "${undo.fault}"`)
      await healed(undoing, fault, id, undo)
      undone.push(what)
    } catch (error) {
      failures.push({ service: undo.service, error })
    }
  }
  return { undone, failures }
}

/**
 * Looks again at faults that were being injected as their runner died, after what it had asked for in its last moment
 * had time to happen: what came after it had been undone is undone once more.
 */
export async function undoLate(
  undoing: Undoing & { readonly catalog: Pick<Catalog, 'faults'> },
  history: History,
): Promise<Undone> {
  const told = recordsOf(history, 'fault.applied').map(({ fault }) => fault)
  const failed = openUndos(readJournal(undoing.journal.file)).map(({ id }) => id)
  const passed = new Set([...told, ...failed])
  const failures: { service: string; error: unknown }[] = []
  for (const { id, undo } of openUndos(history).filter(({ id }) => !passed.has(id))) {
    const fault = undoing.catalog.faults[undo.fault]
    try {
      if (fault && !(await fault.verify(undoing.stack, undo))) await healed(undoing, fault, id, undo)
    } catch (error) {
      failures.push({ service: undo.service, error })
    }
  }
  return { undone: [], failures }
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
