import { DrillError } from '../../model/error.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readEntries } from '../web/ledger.ts'
import { ofTokenFailure, tokenFor } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'

/** The whole way each time: a token from the IdP, and the ledger with it. */
export async function enterFreshToken(
  { stack }: Enter,
  { identity, every: everyMs }: { identity: string; every: number },
): Promise<Actor> {
  const { client, secret: secretName } = stack.estate.identities[identity] ?? {}
  if (!client || !secretName)
    throw new DrillError('bad-input', `${identity} has no client and secret in the estate: no tokens for it`)
  const caller = callerOf(stack, 'machines')
  const secret = await stack.secret(secretName)
  return {
    name: identity,
    probes: [
      probe({
        access: 'token-fresh',
        everyMs,
        attempt: async (context) => {
          const { signal } = context
          const fresh = await tokenFor(stack, caller, { client, secret, signal }).catch(ofTokenFailure)
          if ('outcome' in fresh) return fresh
          return readEntries(caller, 'token-offline', context, fresh.value)
        },
      }),
    ],
    leave: () => caller.close(),
  }
}
