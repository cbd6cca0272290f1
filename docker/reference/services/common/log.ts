/** Writes one JSON line to stdout. Fields are the caller's duty: names, numbers and reasons, never a credential. */
export function log(msg: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: Date.now(), msg, ...fields })}\n`)
}

/** What may be logged of an error: anything that looks like a token, key or hash is taken out of its message. */
export function describeError(error: unknown): { error: string; code?: string; cause?: string } {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause instanceof Error ? { cause: withoutSecrets(error.cause) } : {}
  return { error: withoutSecrets(error), ...code, ...cause }
}

const withoutSecrets = (error: Error) =>
  `${error.name}: ${error.message.replace(/[\w\-+/=.~]{24,}/g, '…').slice(0, 300)}`
