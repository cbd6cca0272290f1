import type { Reason } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, type JournalRecord, recordsOf } from '../../model/record.ts'
import { aboutEmergency } from './reason.ts'

type AlertRecord = Extract<JournalRecord, { type: 'alert' }>

/** Every use must raise an alert, over a path that was tried with a known positive first. */
export function alertReasons(history: History, plan: Plan): Reason[] {
  const alerts = recordsOf(history, 'alert')
  const known = alerts.filter((entry) => entry.knownPositive)
  const uses = alerts.filter((entry) => !entry.knownPositive)
  return [pathReason(plan, known), ...useReasons(plan, uses)]
}

function pathReason(plan: Plan, known: readonly AlertRecord[]): Reason {
  const say = aboutEmergency(plan)
  if (known.length === 0)
    return say('inconclusive', 'alert-path-not-tried', 'The alert path was not tried with a known positive.')
  return known.some((entry) => entry.ok)
    ? say('passed', 'alert-path-proven', 'A known-positive alert arrived.', known)
    : say('failed', 'alert-path-dead', 'A known-positive alert did not arrive.', known)
}

function useReasons(plan: Plan, uses: readonly AlertRecord[]): Reason[] {
  const say = aboutEmergency(plan)
  if (uses.length === 0)
    return [say('inconclusive', 'alert-not-observed', 'No alert about emergency access was looked for.')]
  const lost = uses.filter((entry) => !entry.ok)
  if (lost.length > 0)
    return lost.map((entry) => {
      const detail = entry.detail ? ` (${entry.detail})` : ''
      return say('failed', 'alert-missing', `Nobody was alerted: ${entry.alert}${detail}.`, [entry])
    })
  const names = [...new Set(uses.map((entry) => entry.alert))].join(', ')
  return [say('passed', 'alerts-seen', `Alerts arrived: ${names}.`, uses)]
}
