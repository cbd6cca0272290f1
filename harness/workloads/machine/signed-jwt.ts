import { importJWK, type JWK } from 'jose'
import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'openid-client'
import { DrillError } from '../../model/error.ts'
import { defectsIn } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { ofTokenFailure, type Token, tokenFor } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'

interface Chosen {
  readonly identity: string
  /** How far its clock is ahead, in ms. */
  readonly clock: number
  readonly as: string
  readonly every: number
}

/** Enters without a token: whether its JWTs are taken is what its attempts are about. */
export async function enterSignedJwt(
  { stack }: Enter,
  { identity, clock, as, every: everyMs }: Chosen,
): Promise<Actor> {
  const { client, secret } = stack.estate.identities[identity] ?? {}
  if (!client || !secret)
    throw new DrillError('bad-input', `${identity} has no client and key in the estate: it cannot sign`)
  const caller = callerOf(stack, 'machines')
  // Seeded defect: a clock that everybody takes for right is ahead.
  const isOff = clock === 0 && defectsIn(stack.estate, caller.name).includes('clock-ten-ahead')
  const proof = await proofBy(stack, secret, isOff ? 10_000 : clock)
  let newest: Token | undefined
  return {
    name: `${identity} (${as})`,
    probes: [
      probe({
        access: as,
        everyMs,
        attempt: async ({ signal, requestId }) => {
          const token = await tokenFor(stack, caller, { client, proof, signal, requestId }).catch(
            ofTokenFailure,
          )
          if ('outcome' in token) return token
          newest = token
          return { outcome: 'granted', status: 200, layer: 'token' }
        },
      }),
      probe({
        access: `${as}-token`,
        everyMs,
        ready: () => newest !== undefined,
        // Not the first attempt: until then it is not ready.
        attempt: (context) => readWithToken(caller, 'token-offline', context, newest as Token),
      }),
    ],
    holding: (of, what) =>
      of === identity && what === 'access-token' && newest
        ? { what, id: newest.jti, secret: newest.value }
        : undefined,
    leave: () => caller.close(),
  }
}

/** Signs with a key of the stack, dated by a clock that is so far off. */
async function proofBy(stack: Stack, secret: string, clockMs: number): Promise<ClientAuth> {
  const jwk = JSON.parse(await stack.secret(secret)) as JWK
  const key = await importJWK(jwk, jwk.alg)
  if (key instanceof Uint8Array) throw new DrillError('bad-input', `${secret} is no private key`)
  return PrivateKeyJwt(
    { key, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) },
    {
      [modifyAssertion]: (_header, claims) => {
        for (const name of ['iat', 'nbf', 'exp'])
          if (typeof claims[name] === 'number') claims[name] += Math.round(clockMs / 1_000)
      },
    },
  )
}
