import { placeFrom } from './in-time.ts'
import type { Plan, PlannedExpectation, PlannedPhase, Span } from './plan.ts'
import { type History, type JournalRecord, perHistory, recordsOf } from './record.ts'
import type { ExpectedOutcome, Outcome } from './words.ts'

export type AttemptRecord = Extract<JournalRecord, { type: 'attempt' }>
export type StepEnded = Extract<JournalRecord, { type: 'step.ended' }>

/** The outcomes that meet an expectation. */
export const accepted: Record<ExpectedOutcome, readonly Outcome[]> = {
  granted: ['granted'],
  denied: ['denied', 'challenged'],
  challenged: ['challenged'],
  unavailable: ['unavailable'],
  refused: ['denied', 'challenged', 'unavailable'],
}

/** Attempts in the order in which they began, whatever order their records were written in. */
export function attemptsOf(history: History, access: string): readonly AttemptRecord[] {
  return byAccess(history).get(access) ?? []
}

const inOrder = (a: AttemptRecord, b: AttemptRecord) =>
  a.beganMs - b.beganMs || a.endMs - b.endMs || a.seq - b.seq

/** Each kind of access apart is nearly in order as it was written, and so quickly sorted. */
const byAccess = perHistory((history): ReadonlyMap<string, readonly AttemptRecord[]> => {
  const groups = Map.groupBy(recordsOf(history, 'attempt'), (attempt) => attempt.access)
  for (const group of groups.values()) group.sort(inOrder)
  return groups
})

/** How a step ended at last; `undefined` when it never did. */
export function stepEnd(history: History, step: string): StepEnded | undefined {
  return recordsOf(history, 'step.ended').findLast((entry) => entry.step === step)
}

/**
 * How much later than planned a phase took hold, in ms: the journal says when it began and when its faults had
 * been applied. Recovery is never counted from the undo: how long that takes is what the promise is about.
 */
function delayOf(history: History, plan: Plan, phase: PlannedPhase): number {
  const began = recordsOf(history, 'phase.began').find((entry) => entry.phase === phase.name)
  const starting = plan.faults.filter((fault) => fault.fromMs === phase.fromMs).map((fault) => fault.id)
  const applied = recordsOf(history, 'fault.applied').filter((entry) => starting.includes(entry.fault))
  const late = [began?.atMs ?? 0, ...applied.map((entry) => entry.endMs)].map((ms) => ms - phase.fromMs)
  return Math.max(0, ...late)
}

/** The interval in which an expectation is judged: its phase as it really began, less the time it allows. */
export function judgedSpan(history: History, plan: Plan, expected: PlannedExpectation): Span {
  const phase = plan.phases.find((entry) => entry.name === expected.phase)
  if (!phase) return { fromMs: expected.fromMs + expected.withinMs, toMs: expected.toMs }
  const from = Math.max(expected.fromMs, phase.fromMs + expected.withinMs)
  return { fromMs: from + delayOf(history, plan, phase), toMs: expected.toMs }
}

/**
 * Attempts that began and ended within a span and came to something; the rest prove nothing about it. They must be in
 * the order in which they began.
 */
export function conclusiveWithin(attempts: readonly AttemptRecord[], span: Span): AttemptRecord[] {
  return attempts
    .slice(placeFrom(attempts, span.fromMs), placeFrom(attempts, span.toMs))
    .filter((entry) => entry.outcome !== 'indeterminate' && entry.endMs <= span.toMs)
}

/** While a fault surely lasted, from the end of its injection to the start of its undoing; `undefined` if unknown. */
export function inForce(history: History, fault: string): Span | undefined {
  const applied = recordsOf(history, 'fault.applied').find((entry) => entry.fault === fault)
  const undone = recordsOf(history, 'undo.done').find((entry) => entry.fault === fault)
  return applied && undone ? { fromMs: applied.endMs, toMs: undone.beganMs } : undefined
}
