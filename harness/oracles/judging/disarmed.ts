import type { Reason } from '../../model/finding.ts'
import { stepEnd } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { aboutEmergency } from './reason.ts'

/** After each disarm the emergency door must be sealed again, under another key. */
export function disarmReasons(history: History, plan: Plan): Reason[] {
  return plan.steps
    .filter((step) => step.step === 'disarm')
    .map((step) => disarmReason(history, plan, step.id))
}

function disarmReason(history: History, plan: Plan, step: string): Reason {
  const say = aboutEmergency(plan)
  const end = stepEnd(history, step)
  if (!end?.ok) {
    const why = end?.detail ? `: ${end.detail}` : ''
    return say('inconclusive', 'not-disarmed', `Emergency access was not disarmed${why}.`, end ? [end] : [])
  }
  const states = recordsOf(history, 'emergency.state')
  const armed = states.findLast((entry) => entry.state === 'armed' && entry.atMs <= end.beganMs)
  const last = states.findLast((entry) => entry.atMs >= end.beganMs)
  if (!last || !armed) {
    const text = 'The state of emergency access around its disarming was not seen.'
    return say('inconclusive', 'seal-not-observed', text, [end])
  }
  const seen = [end, armed, last]
  if (last.state !== 'sealed')
    return say(
      'failed',
      'not-resealed',
      `Emergency access was ${last.state} after it had been disarmed.`,
      seen,
    )
  if (last.generation === armed.generation)
    return say(
      'failed',
      'key-not-rotated',
      'Disarming did not change the key that signs emergency credentials.',
      seen,
    )
  return say('passed', 'resealed', 'Disarming sealed emergency access and changed its signing key.', seen)
}
