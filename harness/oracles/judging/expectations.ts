import type { Reason } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { clock } from '../../model/timing.ts'
import type { PromiseName } from './attribution.ts'
import { type Assessment, assess, type Breach } from './breaches.ts'
import { cite, ownerOf, reason } from './reason.ts'

/** Reasons from the scenario's table of expectations that belong to one promise, met ones included. */
export function expectationReasons(history: History, plan: Plan, promise: PromiseName): Reason[] {
  const assessments = assess(history, plan)
  return [
    ...assessments.flatMap((entry) => breachReasons(plan, entry, promise)),
    ...assessments.flatMap((entry) => unobserved(history, plan, entry, promise)),
    ...metReasons(plan, assessments, promise),
  ]
}

function breachReasons(
  plan: Plan,
  { expected, attempts, breaches }: Assessment,
  promise: PromiseName,
): Reason[] {
  const byCode = Map.groupBy(
    breaches.filter((breach) => breach.promise === promise),
    (breach) => breach.code,
  )
  return [...byCode].map(([code, group]) => {
    const [first] = group as [Breach, ...Breach[]]
    const { access, phase, outcome } = expected
    const wanted = `${access} should have been ${outcome} ${phaseText(phase)}`
    const text = `${wanted}; ${group.length} of ${attempts.length} attempts were not (first at ${clock(first.attempt.beganMs)}: ${answer(first)}).`
    return reason(first.verdict, code, text, {
      access,
      owner: ownerOf(plan, access),
      events: cite(group.map((breach) => breach.attempt)),
    })
  })
}

function answer({ attempt }: Breach): string {
  const detail = [attempt.status, attempt.detail].filter((part) => part !== undefined).join(', ')
  return detail ? `${attempt.outcome}, ${detail}` : attempt.outcome
}

function phaseText(phase: string): string {
  return phase === 'during'
    ? 'during the outage'
    : phase === 'recovery'
      ? 'in recovery'
      : `${phase} the outage`
}

function unobserved(history: History, plan: Plan, entry: Assessment, promise: PromiseName): Reason[] {
  if (entry.attempts.length > 0 || entry.promise !== promise) return []
  const { access, phase } = entry.expected
  const workload = plan.workloads.find((planned) => planned.classes.includes(access))
  const failed = recordsOf(history, 'actor.failed').filter((record) => record.actor === workload?.id)
  const why = failed[0] ? `: ${failed[0].detail}` : ''
  return [
    reason(
      'inconclusive',
      'nothing-observed',
      `No attempt at ${access} could be judged ${phaseText(phase)}${why}.`,
      {
        access,
        owner: ownerOf(plan, access),
        events: cite(failed),
      },
    ),
  ]
}

function metReasons(plan: Plan, assessments: readonly Assessment[], promise: PromiseName): Reason[] {
  const met = assessments.filter(
    (entry) => entry.promise === promise && entry.attempts.length > 0 && entry.breaches.length === 0,
  )
  return [...Map.groupBy(met, (entry) => entry.expected.access)].map(([access, group]) => {
    const count = group.reduce((sum, entry) => sum + entry.attempts.length, 0)
    const what = group
      .map((entry) => `${entry.expected.outcome} ${phaseText(entry.expected.phase)}`)
      .join(', ')
    const ends = group.flatMap((entry) => [...entry.attempts.slice(0, 1), ...entry.attempts.slice(-1)])
    return reason('passed', 'as-expected', `${access}: ${what} (${count} attempts).`, {
      access,
      owner: ownerOf(plan, access),
      events: cite(ends),
    })
  })
}
