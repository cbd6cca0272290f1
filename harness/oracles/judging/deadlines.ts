import { cadenceOf } from '../../model/in-time.ts'
import { type AttemptRecord, type StepEnded, stepEnd } from '../../model/observed.ts'
import type { Plan, PlannedRevocation, Span } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'

/** How far two readings of the run's clock may be apart, in ms. */
export const epsilonMs = 50

const gapCadences = 5
const gapFloorMs = 5_000

/** The end of the last undo: from here on a channel that was cut can carry again. `undefined` when none was undone. */
export function healedMs(history: History, plan: Plan): number | undefined {
  const ends = plan.faults.map(
    (fault) => recordsOf(history, 'undo.done').findLast((entry) => entry.fault === fault.id)?.endMs,
  )
  return ends.some((end) => end === undefined) ? undefined : Math.max(...(ends as number[]))
}

/** A grant that starts after this fails the revocation. `undefined` when the healing that it counts from is unknown. */
export function deadlineOf(
  history: History,
  plan: Plan,
  planned: PlannedRevocation,
  command: StepEnded,
): number | undefined {
  if (!planned.cut) return command.endMs + planned.withinMs + epsilonMs
  const healed = healedMs(history, plan)
  return healed === undefined ? undefined : Math.max(healed, command.endMs) + planned.withinMs + epsilonMs
}

/**
 * When the authority of a cut channel was away for another reason than the fault: its restarts, and the time a
 * revocation may take to bite again after one. Letting somebody in meanwhile is failing open, not reviving.
 */
export function authorityAway(history: History, plan: Plan, planned: PlannedRevocation): Span[] {
  if (!planned.cut) return []
  const services = plan.faults.flatMap((fault) => [fault.service, fault.options.service])
  return plan.steps
    .filter((step) => step.step === 'restart' && services.includes(step.options.service as string))
    .map((step) => stepEnd(history, step.id))
    .filter((end) => end !== undefined)
    .map((end) => ({ fromMs: end.beganMs, toMs: end.endMs + planned.withinMs + epsilonMs }))
}

/** The longest time without an answer that still counts as watching: five of the probe's own intervals, at least 5 s. */
export function allowedGapMs(attempts: readonly AttemptRecord[]): number {
  return Math.max(gapFloorMs, gapCadences * (cadenceOf(attempts) ?? 0))
}

/** First stretch longer than allowed, from `fromMs` to `toMs`, in which nothing conclusive was in flight. */
export function unwatched(attempts: readonly AttemptRecord[], span: Span): Span | undefined {
  const allowed = allowedGapMs(attempts)
  let seenMs = span.fromMs
  for (const entry of attempts.filter((attempt) => attempt.outcome !== 'indeterminate')) {
    if (entry.beganMs - seenMs > allowed && entry.beganMs <= span.toMs)
      return { fromMs: seenMs, toMs: entry.beganMs }
    seenMs = Math.max(seenMs, entry.endMs)
  }
  return span.toMs - seenMs > allowed ? { fromMs: seenMs, toMs: span.toMs } : undefined
}
