import type { Measure } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'
import { type History, recordsOf } from '../../model/record.ts'
import { seconds } from '../../model/timing.ts'
import type { RevokedCase } from './revoked-case.ts'

/** From the command to the first lasting denial at the resource; debt, where the command's way was cut. */
export function revocationMeasures(history: History, plan: Plan, of: RevokedCase): Measure[] {
  const { planned, command, lastGrant, stable } = of
  const [first] = stable
  if (!first) return lastGrant && lastGrant.endMs > command.beganMs ? [neverTook(of, lastGrant.beganMs)] : []
  const highMs = first.endMs - command.beganMs
  const lastIn = Math.max(0, (lastGrant?.beganMs ?? 0) - command.beganMs)
  const lowMs = planned.cut ? Math.max(lastIn, undoBegan(history, plan) - command.beganMs) : lastIn
  const name = planned.cut ? 'revocation-debt' : 'revocation-latency'
  const what = planned.cut ? 'was owed for' : 'took'
  const text = `Revoking the ${planned.what} of ${planned.identity} via ${planned.via} ${what} ${interval(lowMs, highMs)}.`
  return [{ name, access: planned.access, lowMs, highMs, text }]
}

/** It was let in to the end: the interval is open, and ends with the watch. */
function neverTook({ planned, command, untilMs }: RevokedCase, lastMs: number): Measure {
  const text = `Revoking the ${planned.what} of ${planned.identity} via ${planned.via} had not taken hold ${seconds(lastMs - command.beganMs)} after the command.`
  const name = planned.cut ? 'revocation-debt' : 'revocation-latency'
  return {
    name,
    access: planned.access,
    lowMs: Math.max(0, lastMs - command.beganMs),
    highMs: untilMs - command.beganMs,
    text,
  }
}

function undoBegan(history: History, plan: Plan): number {
  const ids = plan.faults.map((fault) => fault.id)
  return Math.max(
    0,
    ...recordsOf(history, 'undo.done')
      .filter((entry) => ids.includes(entry.fault))
      .map((entry) => entry.beganMs),
  )
}

function interval(lowMs: number, highMs: number): string {
  return `between ${seconds(lowMs)} and ${seconds(highMs)}`
}
