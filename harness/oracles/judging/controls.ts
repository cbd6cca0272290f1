import type { Reason } from '../../model/finding.ts'
import { attemptsOf } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../../model/record.ts'
import { outage } from './continuity.ts'
import { aboutEmergency, ownerOfWorkload } from './reason.ts'

type ControlRecord = Extract<JournalRecord, { type: 'control' }>

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
  const say = aboutEmergency(plan)
  const controls = recordsOf(history, 'control')
  if (hasEmergency(plan) && !controls.some((entry) => isEmergencys(plan, entry))) {
    const text = 'None of the things that emergency access must refuse was tried.'
    return [say('inconclusive', 'controls-not-tried', text)]
  }
  const refused = controls.filter((entry) => entry.outcome === 'denied' || entry.outcome === 'challenged')
  const works = worksInOutage(history, plan)
  const bad = controls.filter(
    (entry) =>
      !refused.includes(entry) && (works || entry.outcome !== 'unavailable' || !isEmergencys(plan, entry)),
  )
  const names = [...new Set(refused.map((entry) => entry.control))].join(', ')
  const met = say('passed', 'controls-refused', `Refused as they must be: ${names}.`, refused)
  return [...bad.map((entry) => notRefused(plan, entry)), ...(refused.length > 0 ? [met] : [])]
}

/** The operator asks for emergency access; the other workloads try what is nobody's emergency. */
function isEmergencys(plan: Plan, { actor }: ControlRecord): boolean {
  const workload = plan.workloads.find(({ id }) => id === actor)?.workload
  return workload === undefined || workload === 'emergency-access'
}

function notRefused(plan: Plan, entry: ControlRecord): Reason {
  const owner = isEmergencys(plan, entry) ? undefined : ownerOfWorkload(plan, entry.actor)
  const about = aboutEmergency(plan)
  const say: typeof about = (...words) => ({ ...about(...words), ...(owner ? { owner } : {}) })
  const { control, outcome } = entry
  if (outcome === 'granted')
    return say('failed', 'control-granted', `The estate let through what it must refuse: ${control}.`, [
      entry,
    ])
  const detail = entry.detail ? `, ${entry.detail}` : ''
  const text = `The control ${control} got no answer that counts (${outcome}${detail}).`
  return say('inconclusive', 'control-unanswered', text, [entry])
}
