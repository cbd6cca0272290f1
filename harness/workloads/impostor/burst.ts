import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readEntries } from '../web/ledger.ts'
import { tokenFor } from '../web/oidc.ts'
import type { Actor, Enter, Recorder } from '../workload.ts'
import { forge, strangersKey } from './tokens.ts'

/** Tokens of one burst, one after the other: a verifier that pauses fetches once for all of them. */
const size = 5
const mostFetches = 1

interface Burst {
  readonly beganMs: number
  readonly endMs: number
  /** Wall clock, ms since 1970. */
  readonly sinceMs: number
  readonly requestIds: readonly string[]
}

/** Each attempt is a burst; what the one before made the IdP do is in the IdP's own log by then. */
export async function enterUnknownKeys(
  { stack, signal, recorder }: Enter,
  { identity, every: everyMs }: { identity: string; every: number },
): Promise<Actor> {
  const { client, secret } = stack.estate.identities[identity] ?? {}
  if (!client || !secret)
    throw new DrillError(
      'bad-input',
      `${identity} has no client and secret in the estate: nobody to impersonate`,
    )
  const caller = callerOf(stack, 'machines')
  const model = await tokenFor(stack, caller, { client, secret: await stack.secret(secret), signal })
  const key = await strangersKey()
  let before: Burst | undefined
  return {
    name: `stranger with the name of ${identity}`,
    probes: [
      probe({
        access: 'unknown-key',
        everyMs,
        attempt: async (context) => {
          if (before) await lookedUp(stack, recorder, before)
          before = undefined
          const [beganMs, sinceMs] = [context.nowMs(), Date.now()]
          const requestIds = Array.from({ length: size }, (_, index) => `${context.requestId}-${index}`)
          const results = []
          for (const requestId of requestIds)
            results.push(
              await readEntries(caller, 'token-offline', { ...context, requestId }, await forge(model, key)),
            )
          before = { beganMs, endMs: context.nowMs(), sinceMs, requestIds }
          const [first] = results
          return { ...(results.find(({ outcome }) => outcome !== 'denied') ?? first ?? noResult) }
        },
      }),
    ],
    leave: () => caller.close(),
  }
}

const noResult = { outcome: 'indeterminate' } as const

/** The verifier passes the request ID on, so that the IdP's log tells for whose sake it was asked. */
async function lookedUp(stack: Stack, recorder: Recorder, burst: Burst): Promise<void> {
  const idp = serviceOf(stack.estate, 'idp') ?? 'idp'
  const calls = (await stack.observed(idp, burst.sinceMs)).filter(
    ({ requestId }) => requestId !== undefined && burst.requestIds.includes(requestId),
  )
  recorder.control({
    control: 'keys-fetched-for-a-stranger',
    ...{ beganMs: burst.beganMs, endMs: burst.endMs },
    outcome: calls.length > mostFetches ? 'granted' : 'denied',
    detail: `${calls.length} calls at ${idp} for ${size} tokens`,
  })
}
