import { isFallback, isRevoked } from './judging/attribution.ts'
import { continuityOf } from './judging/continuity.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'

export const sessionContinuity = promise({
  name: 'session-continuity',
  promise: 'Whoever is working goes on working while the outage lasts.',
  examine: (history, plan) => {
    const classes = plan.expectations
      .filter(({ phase, outcome }) => phase === 'before' && outcome === 'granted')
      .map(({ access }) => access)
      .filter((access) => !isFallback(plan, access) && !isRevoked(plan, access))
    return {
      reasons: expectationReasons(history, plan, 'session-continuity'),
      measures: classes.flatMap((access) => continuityOf(history, plan, access) ?? []),
    }
  },
  kept: (_examined, plan) => {
    const kept = plan.expectations.filter(
      (entry) => entry.phase === 'during' && entry.outcome === 'granted' && !isFallback(plan, entry.access),
    )
    return `${kept.length} kinds of access went on through the outage as promised, and no session was ended by it.`
  },
})
