import type { Complaint, Locate } from '../model/complaint.ts'
import { DrillError, type Problem } from '../model/error.ts'

/** More than these help nobody. */
const most = 50

/** Throws `bad-input` with every problem, in the order of the file. */
export function reject(problems: readonly Problem[], next?: string): never {
  const sorted = [...problems].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
  const file = sorted[0]?.file ?? ''
  const shown = sorted.slice(0, most)
  if (sorted.length > most) shown.push({ file, message: `and ${sorted.length - most} more problems` })
  const count = sorted.length === 1 ? 'one problem' : `${sorted.length} problems`
  throw new DrillError('bad-input', `${file} has ${count}`, { problems: shown, next })
}

/** Complaints with their lines. Only as many as anybody reads are looked up. */
export function located(complaints: readonly Complaint[], locate: Locate): Problem[] {
  const places = complaints.slice(0, most * 4)
  return places.map(({ path, on, message, expected }) => ({ ...locate(path, on), message, expected }))
}
