import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import { ofAnswer } from '../outcome.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { tokenFor } from '../web/oidc.ts'
import type { Actor, AttemptContext, Enter } from '../workload.ts'

/**
 * Holds one good token for the whole drill, so that a refusal is about the service alone: it has lost what it needs
 * to judge a token. `cold-start-up` asks for its health on the same way.
 */
export async function enterColdStart(
  { stack, signal }: Enter,
  { service: word, identity, every: everyMs }: { service: string; identity: string; every: number },
): Promise<Actor> {
  const service = serviceOf(stack.estate, word) ?? word
  const { client, secret } = stack.estate.identities[identity] ?? {}
  if (!client || !secret)
    throw new DrillError(
      'bad-input',
      `${identity} has no client and secret in the estate: no service account`,
    )
  const caller = callerOf(stack, 'machines')
  const token = await tokenFor(stack, caller, { client, secret: await stack.secret(secret), signal })
  const ask = async (path: string, { signal, requestId }: AttemptContext, bearer?: string) =>
    ofAnswer(
      await caller.send({ url: caller.url('gateway', path), signal, requestId, ...(bearer && { bearer }) }),
    )
  return {
    name: `${service} (cold-start)`,
    probes: [
      probe({
        access: 'cold-start',
        everyMs,
        attempt: (context) => ask(`/${service}/api/entries`, context, token.value),
      }),
      probe({
        access: 'cold-start-up',
        everyMs,
        attempt: (context) => ask(`/${service}/healthz`, context),
      }),
    ],
    leave: () => caller.close(),
  }
}
