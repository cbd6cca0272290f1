import { isDeepStrictEqual } from 'node:util'
import { DrillError } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'

/** Why a driver was taken is a remark for people: it may read otherwise on another day. */
const remarks = ['driverBecause']

/** Throws `refused` unless a plan made now is the one that was saved, in everything that decides what happens. */
export function refuseOther(saved: Plan, now: Plan): void {
  // As JSON, since what is undefined is not saved.
  const [then, today] = [saved, JSON.parse(JSON.stringify(now))] as Record<string, unknown>[]
  const keys = new Set([...Object.keys(then ?? {}), ...Object.keys(today ?? {})])
  const other = [...keys].filter(
    (key) => !remarks.includes(key) && !isDeepStrictEqual(then?.[key], today?.[key]),
  )
  if (other.length === 0) return
  throw new DrillError('refused', `what would run is not what was planned: ${other.join(', ')} changed`, {
    next: 'Save the plan anew with `drill plan --save`, and have that one approved.',
  })
}
