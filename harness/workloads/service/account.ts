import { DrillError } from '../../model/error.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { ofTokenFailure, type Token, type TokenAsk, tokenFor } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'

/** Gets the first token; rejects when the IdP gives none. */
export async function enterServiceAccount(
  { stack, signal }: Enter,
  options: { identity: string; every: number },
): Promise<Actor> {
  const identity = stack.estate.identities[options.identity]
  if (!identity?.client || !identity.secret)
    throw new DrillError(
      'bad-input',
      `${options.identity} has no client and secret in the estate: no service account`,
    )
  const { client, secret: secretName } = identity
  const caller = callerOf(stack, 'machines')
  const secret = await stack.secret(secretName)
  const ask = (with_: Pick<TokenAsk, 'signal' | 'requestId'>) =>
    tokenFor(stack, caller, { client, secret, ...with_ })
  let held = await ask({ signal })

  const everyMs = options.every
  return {
    name: options.identity,
    probes: [
      probe({
        access: 'client-credentials',
        everyMs,
        attempt: async ({ signal, requestId }) => {
          const fresh = await ask({ signal, requestId }).catch(ofTokenFailure)
          if ('outcome' in fresh) return fresh
          held = newer(held, fresh)
          return { outcome: 'granted', status: 200, layer: 'token' }
        },
      }),
      ...(['token-offline', 'token-introspected'] as const).map((access) =>
        probe({ access, everyMs, attempt: (context) => readWithToken(caller, access, context, held) }),
      ),
    ],
    holding: (of, what) =>
      of === options.identity && what === 'access-token'
        ? { what, id: held.jti, secret: held.value }
        : undefined,
    leave: () => caller.close(),
  }
}

/** A held token is used for half of its life, then the newest one that the IdP gave takes its place. */
function newer(held: Token, fresh: Token): Token {
  return Date.now() > (held.issuedMs + held.expiresMs) / 2 ? fresh : held
}
