import { createHmac } from 'node:crypto'
import { DrillError } from '../../model/error.ts'
import { ofAnswer } from '../outcome.ts'
import { probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Result } from '../workload.ts'

/** Goes on where whoever came before has stopped counting. */
export async function enterOneTimeCode(
  { stack, signal }: Enter,
  { identity, every: everyMs }: { identity: string; every: number },
): Promise<Actor> {
  const secretName = stack.estate.identities[identity]?.secret
  if (!secretName)
    throw new DrillError('bad-input', `${identity} has no secret in the estate: no codes can be made`)
  const caller = callerOf(stack, 'machines')
  const secret = await stack.secret(secretName)
  let counter = await spent(caller, signal)
  let used: string | undefined
  const codeOf = (count: number) =>
    `${count}.${createHmac('sha256', secret).update(`${count}`).digest('base64url')}`
  return {
    name: identity,
    probes: [
      probe({
        access: 'one-time-code',
        everyMs,
        attempt: async (context) => {
          counter += 1
          const code = codeOf(counter)
          const result = await use(caller, code, context)
          if (result.outcome === 'granted') used = code
          return result
        },
      }),
      probe({
        access: 'code-replayed',
        everyMs,
        ready: () => used !== undefined,
        attempt: (context) => use(caller, used ?? '', context),
      }),
    ],
    leave: () => caller.close(),
  }
}

async function spent(caller: Caller, signal: AbortSignal): Promise<number> {
  const answer = await caller.send({ url: caller.url('gateway', '/ledger/codes/state'), signal })
  const body = answer.status === 200 ? answer.json() : undefined
  if (!body || typeof body !== 'object' || !('spent' in body) || typeof body.spent !== 'number')
    throw new DrillError('stack-lost', `the ledger does not say which codes are spent (${answer.status})`)
  return body.spent
}

async function use(caller: Caller, code: string, { signal, requestId }: AttemptContext): Promise<Result> {
  const headers = { authorization: `OneTime ${code}` }
  return ofAnswer(
    await caller.send({ url: caller.url('gateway', '/ledger/codes/entries'), headers, signal, requestId }),
  )
}
