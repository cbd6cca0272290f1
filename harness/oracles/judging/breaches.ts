import { placeFrom } from '../../model/in-time.ts'
import {
  type AttemptRecord,
  accepted,
  attemptsOf,
  conclusiveWithin,
  judgedSpan,
} from '../../model/observed.ts'
import type { Plan, PlannedExpectation } from '../../model/plan.ts'
import { type History, perHistory } from '../../model/record.ts'
import { isRevoked, ownsExcess, ownsShortfall, type PromiseName } from './attribution.ts'

export interface Breach {
  readonly promise: PromiseName
  readonly verdict: 'failed' | 'inconclusive'
  readonly code: string
  readonly attempt: AttemptRecord
}

/** One expectation, the conclusive attempts it is judged by, and how each of them missed it. */
export interface Assessment {
  readonly expected: PlannedExpectation
  readonly attempts: readonly AttemptRecord[]
  readonly breaches: readonly Breach[]
  /** The promise to which it counts when it was met, or when nothing was observed. */
  readonly promise: PromiseName
}

/** Every expectation of the plan against what was observed, phases in order. Each promise and report asks for it. */
export function assess(history: History, plan: Plan): readonly Assessment[] {
  const known = assessed(history)
  const assessments = known.get(plan) ?? assessAll(history, plan)
  known.set(plan, assessments)
  return assessments
}

const assessed = perHistory(() => new WeakMap<Plan, readonly Assessment[]>())

function assessAll(history: History, plan: Plan): Assessment[] {
  const order = plan.phases.map((phase) => phase.name)
  const classes = [...new Set(plan.expectations.map((entry) => entry.access))]
  return classes.flatMap((access) => {
    const expectations = plan.expectations
      .filter((entry) => entry.access === access)
      .toSorted((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase))
    return assessClass(history, plan, access, expectations)
  })
}

function assessClass(
  history: History,
  plan: Plan,
  access: string,
  expectations: readonly PlannedExpectation[],
) {
  const all = attemptsOf(history, access)
  const earlier: Breach[] = []
  return expectations.map((expected): Assessment => {
    const attempts = conclusiveWithin(all, judgedSpan(history, plan, expected))
    const backMs = backAgainMs(earlier, all)
    const breaches: Breach[] = []
    for (const attempt of attempts) {
      const breach = breachOf(history, plan, expected, attempt)
      if (breach) breaches.push(carriedOver(breach, backMs))
    }
    for (const breach of breaches) earlier.push(breach)
    return { expected, attempts, breaches, promise: promiseOf(history, plan, expected) }
  })
}

function promiseOf(history: History, plan: Plan, expected: PlannedExpectation): PromiseName {
  return expected.outcome === 'granted'
    ? ownsShortfall(plan, expected)
    : ownsExcess(history, plan, expected, expected.toMs)
}

function breachOf(
  history: History,
  plan: Plan,
  expected: PlannedExpectation,
  attempt: AttemptRecord,
): Breach | undefined {
  if (accepted[expected.outcome].includes(attempt.outcome)) return undefined
  if (expected.outcome === 'granted')
    return { promise: ownsShortfall(plan, expected), verdict: 'failed', code: 'not-granted', attempt }
  const promise = ownsExcess(history, plan, expected, attempt.beganMs)
  if (attempt.outcome === 'granted')
    return { promise, verdict: 'failed', code: 'granted-though-refused', attempt }
  if (expected.outcome !== 'unavailable')
    return { promise, verdict: 'inconclusive', code: 'not-denied-explicitly', attempt }
  const isEnded = expected.phase === 'during' && !isRevoked(plan, expected.access)
  return isEnded
    ? { promise: 'session-continuity', verdict: 'failed', code: 'ended-by-outage', attempt }
    : undefined
}

/** The end of the first grant since a session was lost in the outage: `Infinity` if none, undefined if none was lost. */
function backAgainMs(earlier: readonly Breach[], all: readonly AttemptRecord[]): number | undefined {
  const lost = earlier.findLast(
    (entry) => entry.verdict === 'failed' && entry.promise === 'session-continuity',
  )
  if (!lost) return undefined
  return all
    .slice(placeFrom(all, lost.attempt.endMs))
    .reduce(
      (first, { outcome, endMs }) => (outcome === 'granted' ? Math.min(first, endMs) : first),
      Number.POSITIVE_INFINITY,
    )
}

/** A session that died in the outage and was not back since is one loss, not a failed recovery as well. */
function carriedOver(breach: Breach, backMs: number | undefined): Breach {
  if (breach.promise !== 'recovery' || backMs === undefined) return breach
  return backMs <= breach.attempt.beganMs
    ? breach
    : { ...breach, promise: 'session-continuity', code: 'still-lost' }
}
