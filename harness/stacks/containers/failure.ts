import { DrillError } from '../../model/error.ts'
import type { Container } from '../../setup/engine-client.ts'

const patienceMs = 180_000
/** Asking the engine costs more than asking the part. */
const betweenMs = 500

/** Throws `start-failed` when the container has ended, or has not become ready in three minutes. */
export function requireRunning(part: string, container: Container): () => Promise<void> {
  const deadline = performance.now() + patienceMs
  let next = 0
  return async () => {
    const now = performance.now()
    if (now > deadline)
      throw new DrillError('start-failed', `${part} was not ready after ${patienceMs / 1000} s`)
    if (now < next) return
    next = now + betweenMs
    const { State: state } = await container.inspect()
    if (!state.Running)
      throw new DrillError(
        'start-failed',
        `${part} ended while it was starting (exit code ${state.ExitCode})`,
      )
  }
}
