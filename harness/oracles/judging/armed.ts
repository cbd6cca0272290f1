import type { Reason } from '../../model/finding.ts'
import { stepEnd } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { clock } from '../../model/timing.ts'
import { outage } from './continuity.ts'
import { aboutEmergency } from './reason.ts'

/** Emergency access counts only when it was obtained while nobody could use the normal way. */
export function armReasons(history: History, plan: Plan): Reason[] {
  return plan.steps.filter((step) => step.step === 'arm').map((step) => armReason(history, plan, step.id))
}

function armReason(history: History, plan: Plan, step: string): Reason {
  const say = aboutEmergency(plan)
  const end = stepEnd(history, step)
  if (!end) return say('inconclusive', 'not-armed', 'Emergency access was never asked for.')
  if (!end.ok) {
    const text = `Emergency access could not be armed: ${end.detail ?? 'no reason given'}.`
    return say('failed', 'arm-failed', text, [end])
  }
  const span = outage(history, plan)
  const atMs = armedMs(history, end.beganMs) ?? end.endMs
  if (!span || end.beganMs < span.fromMs || atMs > span.toMs) {
    const text = 'Emergency access was not armed while the outage lasted.'
    return say('inconclusive', 'armed-outside-outage', text, [end])
  }
  return say('passed', 'armed-in-outage', `Emergency access was armed at ${clock(atMs)}, in the outage.`, [
    end,
  ])
}

/** The step goes on after arming (it waits for alerts); the estate's own word for its state is closer. */
function armedMs(history: History, sinceMs: number): number | undefined {
  const states = recordsOf(history, 'emergency.state')
  return states.find((entry) => entry.state === 'armed' && entry.atMs >= sinceMs)?.atMs
}
