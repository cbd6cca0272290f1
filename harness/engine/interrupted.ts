import { type History, recordsOf } from '../model/record.ts'
import { openChanges } from './changes.ts'
import { type Clock, resumedClock } from './clock.ts'
import { isEnded } from './custody.ts'
import { type Journal, openJournal, readJournal } from './journal.ts'
import { type Redactor, redactor } from './redact.ts'
import { openUndos } from './undo.ts'

/** The journal of a run whose process died, to go on writing; `history` is what that process had written. */
export interface Resumed {
  readonly history: History
  readonly clock: Clock
  readonly journal: Journal
}

/** Opens the journal of a run, or makes one, and says that the run was interrupted unless it came to its end. */
export function resumed(file: string, redact: Redactor = redactor()): Resumed {
  const history = readJournal(file, { missing: 'empty' })
  const clock = resumedClock(history.at(-1))
  const journal = openJournal(file, clock, redact)
  if (!isEnded(history)) journal.write({ type: 'run.interrupted', detail: interruption(history) })
  return { history, clock, journal }
}

/** Closes the journals of runs whose stack is gone, and with it whatever they had changed in it. */
export function closeGone(files: readonly string[]): void {
  const detail = 'gone with the stack that it was made in'
  for (const file of files) {
    const { history, journal } = resumed(file)
    for (const { id } of openUndos(history))
      journal.write({ type: 'undo.verified', fault: id, ok: true, detail })
    for (const { change } of openChanges(history))
      journal.write({ type: 'change.undone', change, ok: true, detail })
    journal.close()
  }
}

/** What had begun and was not heard of again may or may not have been done. */
function interruption(history: History): string {
  const ended = new Set(recordsOf(history, 'step.ended').map(({ step }) => step))
  const unknown = recordsOf(history, 'step.began').filter(({ step }) => !ended.has(step))
  const died = 'the runner died; another process went on with its journal'
  return unknown.length === 0
    ? died
    : `${died}; in flight, outcome unknown: ${unknown.map(({ step }) => step).join(', ')}`
}
