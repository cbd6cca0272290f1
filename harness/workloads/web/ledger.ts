import { ofAnswer } from '../outcome.ts'
import { onRunClock } from '../probe.ts'
import type { AttemptContext, Result } from '../workload.ts'
import type { Answer, Caller } from './caller.ts'
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
  const url = caller.url('gateway', entries[access])
  const answer = await caller.send({ url, bearer, signal, requestId })
  return answer.status === 200 && !hasEntries(answer) ? disguised : ofAnswer(answer)
}

/** Refused, and answered with success: whoever looks at the status alone is deceived. */
const disguised: Result = {
  outcome: 'denied',
  status: 200,
  layer: 'application',
  detail: 'a refusal that is answered with 200',
}

function hasEntries(answer: Answer): boolean {
  try {
    const body = answer.json()
    return typeof body === 'object' && body !== null && 'entries' in body
  } catch {
    return false
  }
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
