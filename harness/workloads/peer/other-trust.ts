import { DrillError } from '../../model/error.ts'
import { machines } from '../../model/mutual-tls.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { ofTokenFailure, tokenFor } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'

/** Nothing is kept: each attempt gets its own token, on connections of its own. */
export async function enterOtherTrust(
  { stack }: Enter,
  { identity, every }: { identity: string; every: number },
): Promise<Actor> {
  const { client, secret: secretName } = stack.estate.identities[identity] ?? {}
  if (!client || !secretName)
    throw new DrillError('bad-input', `${identity} has no client and secret in the estate: no way to a token`)
  const caller = callerOf(stack, machines, { keepAlive: false })
  const secret = await stack.secret(secretName)
  return {
    name: `${identity} (by token)`,
    probes: [
      probe({
        access: 'other-trust',
        everyMs: every,
        attempt: async (context) => {
          const { signal, requestId } = context
          const ask = { client, secret, signal, requestId }
          const token = await tokenFor(stack, caller, ask).catch(ofTokenFailure)
          return 'outcome' in token ? token : readWithToken(caller, 'token-offline', context, token)
        },
      }),
    ],
    leave: () => caller.close(),
  }
}
