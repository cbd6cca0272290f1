import { DrillError } from '../../model/error.ts'
import { lastLines } from '../last-lines.ts'
import type { Site } from '../site.ts'
import type { StartedProcess } from '../started.ts'
import { statOfStarted } from './proc.ts'

const patienceMs = 180_000

/** Throws `start-failed` when the process has ended, or has not become ready in three minutes. */
export function requireAlive(part: string, started: StartedProcess): () => Promise<void> {
  const deadline = performance.now() + patienceMs
  return async () => {
    if (!statOfStarted(started)) throw new DrillError('start-failed', `${part} ended while it was starting`)
    if (performance.now() > deadline)
      throw new DrillError('start-failed', `${part} was not ready after ${patienceMs / 1000} s`)
  }
}

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
