import { type AttemptRecord, attemptsOf, type StepEnded, stepEnd } from '../../model/observed.ts'
import type { Plan, PlannedRevocation } from '../../model/plan.ts'
import type { History } from '../../model/record.ts'
import { authorityAway, deadlineOf } from './deadlines.ts'

/** One revocation with everything that speaks for or against it. */
export interface RevokedCase {
  readonly planned: PlannedRevocation
  readonly command: StepEnded
  readonly deadlineMs: number
  readonly revoked: readonly AttemptRecord[]
  readonly twin: readonly AttemptRecord[]
  /** Natural end of the revoked credential; infinity when it has none. */
  readonly expiresMs: number
  /** Grants that started after the deadline, apart from those while the authority was away. */
  readonly late: readonly AttemptRecord[]
  /** Grants after the deadline while the authority of a cut channel was away: these fail closed or do not. */
  readonly unverified: readonly AttemptRecord[]
  readonly lastGrant: AttemptRecord | undefined
  /** Explicit denials after the command with no grant after them, in order. */
  readonly stable: readonly AttemptRecord[]
  /** End of the watch: the last phase's end. */
  readonly untilMs: number
}

export function isDenial(attempt: AttemptRecord): boolean {
  return attempt.outcome === 'denied' || attempt.outcome === 'challenged'
}

/** The case, or why there is none: the command never got through, or healing was never seen. */
export function revokedCase(
  history: History,
  plan: Plan,
  planned: PlannedRevocation,
): RevokedCase | 'not-commanded' | 'not-healed' {
  const command = stepEnd(history, planned.step)
  if (!command?.ok) return 'not-commanded'
  const deadlineMs = deadlineOf(history, plan, planned, command)
  if (deadlineMs === undefined) return 'not-healed'
  const revoked = attemptsOf(history, planned.access)
  const away = authorityAway(history, plan, planned)
  const after = revoked.filter((entry) => entry.outcome === 'granted' && entry.beganMs > deadlineMs)
  const isAway = ({ beganMs }: AttemptRecord) =>
    away.some((span) => beganMs >= span.fromMs && beganMs <= span.toMs)
  const late = after.filter((entry) => !isAway(entry))
  const lastGrant = revoked.findLast(
    (entry) => entry.outcome === 'granted' && !(isAway(entry) && entry.beganMs > command.endMs),
  )
  const sinceMs = Math.max(command.beganMs, lastGrant?.endMs ?? 0)
  const stable = revoked.filter((entry) => isDenial(entry) && entry.beganMs >= sinceMs)
  return {
    ...{ planned, command, deadlineMs, revoked, late, lastGrant, stable },
    twin: attemptsOf(history, planned.twin),
    expiresMs: expiryOf(revoked, command),
    unverified: after.filter(isAway),
    untilMs: plan.durationMs,
  }
}

/** What the credential itself said when it was last shown before the command. */
function expiryOf(revoked: readonly AttemptRecord[], command: StepEnded): number {
  const shown = revoked.filter((entry) => entry.expiresMs !== undefined)
  const before = shown.findLast((entry) => entry.beganMs <= command.beganMs) ?? shown[0]
  return before?.expiresMs ?? Number.POSITIVE_INFINITY
}
