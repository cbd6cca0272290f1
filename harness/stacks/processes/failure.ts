import { DrillError } from '../../model/error.ts'
import { statOfNamed } from '../../model/process.ts'
import type { StartedProcess } from '../started.ts'

const patienceMs = 180_000

/** Throws `start-failed` when the process has ended, or has not become ready in three minutes. */
export function requireAlive(part: string, started: StartedProcess): () => Promise<void> {
  const deadline = performance.now() + patienceMs
  return async () => {
    if (!statOfNamed(started)) throw new DrillError('start-failed', `${part} ended while it was starting`)
    if (performance.now() > deadline)
      throw new DrillError('start-failed', `${part} was not ready after ${patienceMs / 1000} s`)
  }
}
