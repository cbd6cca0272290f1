import type { Measure } from '../model/finding.ts'
import { attemptsOf, stepEnd } from '../model/observed.ts'
import type { Plan } from '../model/plan.ts'
import type { History } from '../model/record.ts'
import { seconds } from '../model/timing.ts'
import { alertReasons } from './judging/alerts.ts'
import { armReasons } from './judging/armed.ts'
import { isEmergency, isFallback } from './judging/attribution.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'

/** From asking to the first use that worked. */
function measures(history: History, plan: Plan): Measure[] {
  return plan.steps
    .filter((step) => step.step === 'arm')
    .flatMap((step) => {
      const end = stepEnd(history, step.id)
      const first = attemptsOf(history, 'emergency-armed').find(
        (entry) => entry.outcome === 'granted' && end && entry.endMs >= end.beganMs,
      )
      if (!end || !first) return []
      const highMs = first.endMs - end.beganMs
      const text = `Emergency access worked ${seconds(highMs)} after it was asked for.`
      return [
        {
          name: 'time-to-emergency-access',
          access: 'emergency-armed',
          lowMs: Math.max(0, first.beganMs - end.beganMs),
          highMs,
          text,
        },
      ]
    })
}

/** Only emergency access is armed, and tells somebody; a path that is always open does neither. */
const promisesEmergency = (plan: Plan) =>
  plan.expectations.some((entry) => isEmergency(entry.access) && entry.outcome === 'granted')

export const fallbackAccess = promise({
  name: 'fallback-access',
  promise: 'When nobody can log in, the documented fallback gives access, and tells somebody.',
  applies: (plan) =>
    plan.expectations.some((entry) => isFallback(plan, entry.access) && entry.outcome === 'granted'),
  examine: (history, plan) => ({
    reasons: [
      ...expectationReasons(history, plan, 'fallback-access'),
      ...(promisesEmergency(plan) ? [...armReasons(history, plan), ...alertReasons(history, plan)] : []),
    ],
    measures: measures(history, plan),
  }),
  kept: ({ measures: [first] }, plan) =>
    promisesEmergency(plan)
      ? `${first ? first.text : 'Emergency access worked during the outage.'} Its alerts reached somebody.`
      : 'The documented fallback gave access as promised.',
})
