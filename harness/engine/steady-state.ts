import { accepted, attemptsOf, conclusiveWithin } from '../model/observed.ts'
import type { Plan } from '../model/plan.ts'
import type { History } from '../model/record.ts'
import type { Stop } from '../model/stop.ts'

/**
 * Why the estate is not as it should be before anything is injected, at a time (ms) of the run; undefined when all
 * that was to be granted was. What should have been refused and was not is no matter here: that is a finding.
 */
export function unsteady(history: History, plan: Plan, nowMs: number): Stop | undefined {
  const before = plan.expectations.filter(({ phase, outcome }) => phase === 'before' && outcome === 'granted')
  for (const { access, fromMs, withinMs } of before) {
    const attempts = conclusiveWithin(attemptsOf(history, access), { fromMs: fromMs + withinMs, toMs: nowMs })
    const missed = attempts.find(({ outcome }) => !accepted.granted.includes(outcome))
    if (missed) return stop(access, `${access} was ${missed.outcome}${because(missed.detail)}`)
    if (attempts.length === 0) return stop(access, `nothing was seen of ${access}`)
  }
  return undefined
}

const because = (detail: string | undefined) => (detail ? ` (${detail})` : '')

function stop(access: string, text: string): Stop {
  return {
    cause: 'not-steady',
    text: `before anything was injected ${text}: nothing was injected`,
    access,
  }
}
