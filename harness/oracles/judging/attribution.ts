import { stepEnd } from '../../model/observed.ts'
import type { Plan, PlannedExpectation } from '../../model/plan.ts'
import type { History } from '../../model/record.ts'

/** The five promises; each way in which an expectation can be missed belongs to exactly one of them. */
export type PromiseName = 'fallback-access' | 'session-continuity' | 'revocation' | 'fail-closed' | 'recovery'

export function isEmergency(access: string): boolean {
  return access.startsWith('emergency')
}

/** Access that is there for the outage: emergency access, and every other fallback of the estate. */
export function isFallback(plan: Plan, access: string): boolean {
  if (isEmergency(access)) return true
  return plan.workloads.some(({ fallback, classes }) => fallback !== undefined && classes.includes(access))
}

export function isRevoked(plan: Plan, access: string): boolean {
  return plan.revocations.some((entry) => entry.access === access)
}

/** A credential that its holder ended when its task was done, beside a fresh one that works: its twin. */
export function isEndedTask(access: string): boolean {
  return access === 'agent-ended'
}

/** Access that was promised and did not come. */
export function ownsShortfall(plan: Plan, expected: PlannedExpectation): PromiseName {
  if (isFallback(plan, expected.access)) return 'fallback-access'
  return expected.phase === 'before' || expected.phase === 'during' ? 'session-continuity' : 'recovery'
}

/**
 * Access that came although it should not have. Where the authority cannot be asked (`unavailable` is expected)
 * letting somebody in is failing open, whoever it is; else what was taken away must stay away.
 */
export function ownsExcess(
  history: History,
  plan: Plan,
  expected: PlannedExpectation,
  atMs: number,
): PromiseName {
  if (expected.outcome === 'unavailable') return 'fail-closed'
  if (isRevoked(plan, expected.access) || isEndedTask(expected.access)) return 'revocation'
  return isEmergencyEnded(history, plan, expected, atMs) ? 'revocation' : 'fail-closed'
}

function isEmergencyEnded(history: History, plan: Plan, expected: PlannedExpectation, atMs: number): boolean {
  if (expected.access !== 'emergency-armed' && expected.access !== 'emergency-session') return false
  if (expected.phase === 'recovery' || expected.phase === 'after') return true
  const disarms = plan.steps.filter((step) => step.step === 'disarm').map((step) => stepEnd(history, step.id))
  return disarms.some((end) => end && atMs > end.beganMs)
}
