import type { Measure, Reason } from '../model/finding.ts'
import { attemptsOf, stepEnd } from '../model/observed.ts'
import type { Plan } from '../model/plan.ts'
import { type History, recordsOf } from '../model/record.ts'
import { clock, seconds } from '../model/timing.ts'
import { isEmergency } from './judging/attribution.ts'
import { outage } from './judging/continuity.ts'
import { expectationReasons } from './judging/expectations.ts'
import { promise } from './judging/promise.ts'
import { cite, ownerOf, reason } from './judging/reason.ts'

/** Emergency access counts only when it was obtained while nobody could use the normal way. */
function armReasons(history: History, plan: Plan): Reason[] {
  const owner = ownerOf(plan, 'emergency-armed')
  const span = outage(history, plan)
  return plan.steps
    .filter((step) => step.step === 'arm')
    .map((step) => {
      const end = stepEnd(history, step.id)
      if (!end)
        return reason('inconclusive', 'not-armed', 'Emergency access was never asked for.', {
          owner,
          events: [],
        })
      const events = [end.seq]
      if (!end.ok)
        return reason(
          'failed',
          'arm-failed',
          `Emergency access could not be armed: ${end.detail ?? 'no reason given'}.`,
          { owner, events },
        )
      if (!span || end.beganMs < span.fromMs || end.endMs > span.toMs)
        return reason(
          'inconclusive',
          'armed-outside-outage',
          'Emergency access was not armed while the outage lasted.',
          { owner, events },
        )
      return reason(
        'passed',
        'armed-in-outage',
        `Emergency access was armed at ${clock(end.endMs)}, in the outage.`,
        { owner, events },
      )
    })
}

/** Every use must raise an alert, over a path that was tried with a known positive first. */
function alertReasons(history: History, plan: Plan): Reason[] {
  const owner = ownerOf(plan, 'emergency-armed')
  const alerts = recordsOf(history, 'alert')
  const known = alerts.filter((entry) => entry.knownPositive)
  const uses = alerts.filter((entry) => !entry.knownPositive)
  const lost = uses.filter((entry) => !entry.ok)
  const path = known.some((entry) => entry.ok)
    ? reason('passed', 'alert-path-proven', 'A known-positive alert arrived.', { owner, events: cite(known) })
    : known.length > 0
      ? reason('failed', 'alert-path-dead', 'A known-positive alert did not arrive.', {
          owner,
          events: cite(known),
        })
      : reason(
          'inconclusive',
          'alert-path-not-tried',
          'The alert path was not tried with a known positive.',
          { owner, events: [] },
        )
  if (uses.length === 0)
    return [
      path,
      reason('inconclusive', 'alert-not-observed', 'No alert about emergency access was looked for.', {
        owner,
        events: [],
      }),
    ]
  const missing = lost.map((entry) =>
    reason(
      'failed',
      'alert-missing',
      `Nobody was alerted: ${entry.alert}${entry.detail ? ` (${entry.detail})` : ''}.`,
      { owner, events: [entry.seq] },
    ),
  )
  if (missing.length > 0) return [path, ...missing]
  const names = [...new Set(uses.map((entry) => entry.alert))].join(', ')
  return [path, reason('passed', 'alerts-seen', `Alerts arrived: ${names}.`, { owner, events: cite(uses) })]
}

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

export const fallbackAccess = promise({
  name: 'fallback-access',
  promise: 'When nobody can log in, the documented fallback gives access, and tells somebody.',
  applies: (plan) =>
    plan.expectations.some((entry) => isEmergency(entry.access) && entry.outcome === 'granted'),
  examine: (history, plan) => ({
    reasons: [
      ...expectationReasons(history, plan, 'fallback-access'),
      ...armReasons(history, plan),
      ...alertReasons(history, plan),
    ],
    measures: measures(history, plan),
  }),
  kept: ({ measures: [first] }) =>
    `${first ? first.text : 'Emergency access worked during the outage.'} Its alerts reached somebody.`,
})
