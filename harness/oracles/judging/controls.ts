import type { Reason } from '../../model/finding.ts'
import { attemptsOf } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { outage } from './continuity.ts'
import { cite, ownerOf, reason } from './reason.ts'

/** True unless emergency access was seen to answer its rightful holder never while the outage lasted. */
function worksInOutage(history: History, plan: Plan): boolean {
  const until = outage(history, plan)?.toMs ?? Number.POSITIVE_INFINITY
  const granted = attemptsOf(history, 'emergency-armed').filter((entry) => entry.outcome === 'granted')
  return granted.some((entry) => entry.beganMs < until)
}

/** True when the plan has emergency access, whose negative controls are part of every drill. */
export function hasEmergency(plan: Plan): boolean {
  return plan.workloads.some((entry) => entry.workload === 'emergency-access')
}

/**
 * What must be refused was tried: a grant fails, and an answer that is no refusal leaves the control untried. An
 * emergency access that answers nobody is another promise's failure, and need not be doubted here again.
 */
export function controlReasons(history: History, plan: Plan): Reason[] {
  const controls = recordsOf(history, 'control')
  const owner = ownerOf(plan, 'emergency-armed')
  if (controls.length === 0 && hasEmergency(plan))
    return [
      reason(
        'inconclusive',
        'controls-not-tried',
        'None of the things that emergency access must refuse was tried.',
        { owner, events: [] },
      ),
    ]
  const refused = controls.filter((entry) => entry.outcome === 'denied' || entry.outcome === 'challenged')
  const works = worksInOutage(history, plan)
  const bad = controls.filter(
    (entry) => !refused.includes(entry) && (works || entry.outcome !== 'unavailable'),
  )
  const reasons = bad.map((entry) => {
    const verdict = entry.outcome === 'granted' ? 'failed' : 'inconclusive'
    const code = entry.outcome === 'granted' ? 'control-granted' : 'control-unanswered'
    const text =
      entry.outcome === 'granted'
        ? `The estate let through what it must refuse: ${entry.control}.`
        : `The control ${entry.control} got no answer that counts (${entry.outcome}).`
    return reason(verdict, code, text, { owner, events: [entry.seq] })
  })
  if (refused.length === 0) return reasons
  const names = [...new Set(refused.map((entry) => entry.control))].join(', ')
  return [
    ...reasons,
    reason('passed', 'controls-refused', `Refused as they must be: ${names}.`, {
      owner,
      events: cite(refused),
    }),
  ]
}
