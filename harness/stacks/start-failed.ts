import { DrillError } from '../model/error.ts'
import { lastLines } from './last-lines.ts'
import type { Site } from './site.ts'

/**
 * The error that a person reads when a part did not start: the part, why, and the end of its log. What was
 * refused before anything of it ran (a tool that is missing) stays `refused`, and has no log.
 */
export function startFailed({ layout, secrets }: Site, part: string, cause: unknown): DrillError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const about = why.startsWith(part) ? why : `${part} did not start: ${why}`
  const next = cause instanceof DrillError ? cause.next : undefined
  if (cause instanceof DrillError && cause.code === 'refused')
    return new DrillError('refused', about, { cause, next })
  const files = [layout.stderr(part), layout.stdout(part)]
  return new DrillError('start-failed', `${about}\n${lastLines(files, secrets.all())}`, {
    cause,
    next: next ?? `Its log is kept in ${layout.failed}.`,
  })
}
