import { DrillError, type DrillErrorCode } from '../model/error.ts'

/**
 * Cleans up after something that failed and throws what that failed with: a clean-up that fails too must not hide
 * the reason, so it becomes a note at the end of the message. After an abort it is the news, as `undo-failed`.
 */
export async function cleanedUpAfter(error: unknown, cleanUp: () => Promise<void>): Promise<never> {
  try {
    await cleanUp()
  } catch (second) {
    throw noted(error, second)
  }
  throw error
}

/** Waits for all, also when one fails, so that nothing goes on beside a clean-up; then throws the first failure. */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  const ended = await Promise.allSettled(work)
  const failed = ended.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

function noted(error: unknown, second: unknown): unknown {
  const message = messageOf(error)
  const note = `The clean-up failed too: ${messageOf(second)}`
  // A driver cleans up, and whoever asked for the stack does so again: once is enough to read.
  if (message.includes(note)) return error
  const { problems, next } = error instanceof DrillError ? error : {}
  const cause = new AggregateError([error, second], message)
  return new DrillError(codeOf(error), `${message}\n${note}`, { cause, problems, next })
}

function codeOf(error: unknown): DrillErrorCode {
  if (error instanceof DrillError) return error.code
  return error instanceof Error && error.name === 'AbortError' ? 'undo-failed' : 'internal'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
