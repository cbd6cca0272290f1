import type { Measure } from '../../model/finding.ts'
import { attemptsOf, inForce } from '../../model/observed.ts'
import type { Plan, PlannedFault } from '../../model/plan.ts'
import type { History } from '../../model/record.ts'
import { seconds } from '../../model/timing.ts'

/** For how long each path that must come to trust a removed signing key no more went on trusting it. */
export function removedKeyMeasures(history: History, plan: Plan): Measure[] {
  const ended = plan.expectations.filter(({ phase, outcome }) => phase === 'during' && outcome === 'denied')
  return plan.faults
    .filter(({ removes }) => removes === 'signing-key')
    .flatMap((fault) => ended.flatMap(({ access }) => trustedFor(history, plan, fault, access)))
}

function trustedFor(history: History, plan: Plan, { id }: PlannedFault, access: string): Measure[] {
  const point = plan.frontier.find((entry) => entry.access === access)
  const span = inForce(history, id)
  if (!point || !span) return []
  const attempts = attemptsOf(history, access).filter(
    ({ beganMs, endMs, outcome }) =>
      beganMs >= span.fromMs && endMs <= span.toMs && outcome !== 'indeterminate',
  )
  const last = attempts.findLastIndex(({ outcome }) => outcome === 'granted')
  const first = attempts[last + 1]
  if (!first) return []
  const lowMs = last === -1 ? 0 : (attempts[last]?.beganMs ?? span.fromMs) - span.fromMs
  const highMs = first.endMs - span.fromMs
  const predicted = point.staleMs === null ? '' : `; ${seconds(point.staleMs)} were predicted`
  const text = `A removed signing key was trusted by ${access} for between ${seconds(lowMs)} and ${seconds(highMs)}${predicted}.`
  // Reports draw what began so beside the prediction.
  return [{ name: 'revocation-of-key', access, lowMs, highMs, text }]
}
