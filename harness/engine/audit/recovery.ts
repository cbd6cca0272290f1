import type { Judgement } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'

/**
 * How long after the end of the outage (ms) everything that had to work again was steady; null when some of it
 * never was, or nothing was to be.
 */
export function recoveryMs(plan: Plan, { findings }: Judgement): number | null {
  const expected = plan.expectations.filter(
    ({ phase, outcome }) => phase === 'recovery' && outcome === 'granted',
  )
  const measures = findings
    .flatMap((finding) => finding.measures)
    .filter(({ name }) => name === 'time-to-steady')
  const times = expected.map(({ access }) => measures.find((measure) => measure.access === access)?.highMs)
  const known = times.filter((ms) => ms !== undefined)
  return known.length === times.length && known.length > 0 ? Math.max(...known) : null
}
