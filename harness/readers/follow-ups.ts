import type { FollowUp } from '../model/audit.ts'
import type { Complaint } from '../model/complaint.ts'
import { followUps } from '../model/follow-up.ts'
import { complaintsOf, once, show } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads what was decided about findings: who mends them, or who accepts the risk, and until when. Throws `bad-input`
 * with every problem of the file at once.
 */
export async function readFollowUps(file: string): Promise<readonly FollowUp[]> {
  const { value, complaints, locate } = await readYaml(file)
  const found = [...complaintsOf(followUps, value), ...repeated(value)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0) reject(problems, '`drill schema follow-ups` prints what the file may contain.')
  return followUps.parse(value, once)
}

/** Two dates for one decision: nobody could tell which of them counts. */
function repeated(value: unknown): Complaint[] {
  const seen = new Map<string, number>()
  return (Array.isArray(value) ? value : []).flatMap((entry: unknown, index): Complaint[] => {
    if (typeof entry !== 'object' || entry === null) return []
    const { finding, kind, scenario, access } = entry as Record<string, unknown>
    const key = JSON.stringify([finding, kind, scenario, access])
    const first = seen.get(key)
    if (first === undefined) seen.set(key, index)
    if (first === undefined || typeof finding !== 'string' || typeof kind !== 'string') return []
    const message = `entry ${first + 1} says ${show(kind)} of ${show(finding)} already`
    return [
      {
        path: [index, 'finding'],
        message,
        expected: 'one entry, or a scenario or access that tells them apart',
      },
    ]
  })
}
