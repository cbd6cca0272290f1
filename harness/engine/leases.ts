import type { Plan, PlannedFault } from '../model/plan.ts'
import type { Clock } from './clock.ts'

/** On top of what was planned, before a change that still stands is taken for one that nobody looks after. */
const marginMs = 30_000
/** A part that is started again may take minutes, and more than one try. */
const undoingMs = 600_000
/** Entering has no end in the plan: where no limit is set it must not take longer. */
const enteringMs = 900_000

/** How long (ms) a fault may stand: to its planned end, and a little. */
export function faultLeaseMs({ toMs }: Pick<PlannedFault, 'toMs'>, clock: Clock): number {
  return Math.max(0, toMs - clock.nowMs()) + marginMs
}

/** How long what lasts to the end of the run may: through entering, the drill and the undoing of everything. */
export function runLeaseMs(
  { durationMs, limits }: Pick<Plan, 'durationMs' | 'limits'>,
  clock: Clock,
): number {
  const nowMs = clock.nowMs()
  // The clock stands still until everybody has entered.
  const entering = nowMs === 0 ? (limits?.maxDurationMs ?? enteringMs) : 0
  return entering + Math.max(0, durationMs - nowMs) + marginMs + undoingMs
}

/** How long undoing may take once it has begun. */
export const undoLeaseMs = undoingMs
