import { ofAnswer } from '../outcome.ts'
import { onRunClock } from '../probe.ts'
import type { AttemptContext, Result } from '../workload.ts'
import type { Caller } from './caller.ts'
import type { Token } from './oidc.ts'

export const entries = {
  'token-offline': '/ledger/api/entries',
  'token-introspected': '/ledger/api/introspected/entries',
}

/** Reads the ledger through the gateway with a bearer token; without one, as a stranger. */
export async function readEntries(
  caller: Caller,
  access: keyof typeof entries,
  context: AttemptContext,
  bearer: string | undefined,
): Promise<Result> {
  const { signal, requestId } = context
  return ofAnswer(
    await caller.send({ url: caller.url('gateway', entries[access]), bearer, signal, requestId }),
  )
}

/** The same with a token whose natural expiry is part of the result. */
export async function readWithToken(
  caller: Caller,
  access: keyof typeof entries,
  context: AttemptContext,
  token: Token,
): Promise<Result> {
  const expiresMs = onRunClock(token.expiresMs, context)
  return { ...(await readEntries(caller, access, context, token.value)), expiresMs }
}
