import type { Reason } from '../../model/finding.ts'
import { stepEnd } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { cite, ownerOf, reason } from './reason.ts'

/** After each disarm the emergency door must be sealed again, under another key. */
export function disarmReasons(history: History, plan: Plan): Reason[] {
  return plan.steps
    .filter((step) => step.step === 'disarm')
    .map((step) => disarmReason(history, plan, step.id))
}

function disarmReason(history: History, plan: Plan, step: string): Reason {
  const owner = ownerOf(plan, 'emergency-armed')
  const end = stepEnd(history, step)
  if (!end?.ok) {
    const why = end?.detail ? `: ${end.detail}` : ''
    return reason('inconclusive', 'not-disarmed', `Emergency access was not disarmed${why}.`, {
      owner,
      events: cite(end ? [end] : []),
    })
  }
  const states = recordsOf(history, 'emergency.state')
  const armed = states.findLast((entry) => entry.state === 'armed' && entry.atMs <= end.beganMs)
  const after = states.filter((entry) => entry.atMs >= end.beganMs)
  const last = after.at(-1)
  const events = cite([end, ...(armed ? [armed] : []), ...after.slice(-1)])
  if (!last || !armed)
    return reason(
      'inconclusive',
      'seal-not-observed',
      'The state of emergency access around its disarming was not seen.',
      { owner, events },
    )
  if (last.state !== 'sealed')
    return reason(
      'failed',
      'not-resealed',
      `Emergency access was ${last.state} after it had been disarmed.`,
      { owner, events },
    )
  if (last.generation === armed.generation)
    return reason(
      'failed',
      'key-not-rotated',
      'Disarming did not change the key that signs emergency credentials.',
      { owner, events },
    )
  return reason('passed', 'resealed', 'Disarming sealed emergency access and changed its signing key.', {
    owner,
    events,
  })
}
