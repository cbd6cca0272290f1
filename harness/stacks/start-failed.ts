import { DrillError } from '../model/error.ts'
import { lastLines } from './last-lines.ts'
import type { Site } from './site.ts'

/** The error that a person reads when a part did not start: the part, why, and the end of its log. */
export function startFailed({ layout, secrets }: Site, part: string, cause: unknown): DrillError {
  const files = [layout.stderr(part), layout.stdout(part)]
  const why = cause instanceof Error ? cause.message : String(cause)
  const about = why.startsWith(part) ? why : `${part} did not start: ${why}`
  const next = cause instanceof DrillError ? cause.next : undefined
  return new DrillError('start-failed', `${about}\n${lastLines(files, secrets.all())}`, {
    cause,
    next: next ?? `Its log is kept in ${layout.failed}.`,
  })
}
