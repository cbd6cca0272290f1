import { randomUUID } from 'node:crypto'
import { setTimeout as until } from 'node:timers/promises'
import { type CryptoKey, decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { DrillError } from '../../model/error.ts'
import { leewayOf } from '../../model/estate.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { readEntries } from '../web/ledger.ts'
import { type Token, tokenFor } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'

/** Longer than any drill: a forged token must be refused for its signature, not for its age. */
const forgedLifeMs = 86_400_000

/** Collects its tokens while the IdP is there: two genuine ones that do not open the ledger, and a forgery of a third. */
export async function enterImpostor(
  { stack, signal }: Enter,
  { identity, every }: { identity: string; every: number },
): Promise<Actor> {
  const { client, secret } = stack.estate.identities[identity] ?? {}
  if (!client || !secret)
    throw new DrillError(
      'bad-input',
      `${identity} has no client and secret in the estate: nobody to impersonate`,
    )
  const caller = callerOf(stack, 'machines')
  const genuine = async (of: string, secretName = `client-${of}`) =>
    tokenFor(stack, caller, { client: of, secret: await stack.secret(secretName), signal })
  const [model, shortLived, misdirected] = [
    await genuine(client, secret),
    await genuine('short-lived'),
    await genuine('other-app'),
  ]
  const bearers = {
    'forged-token': await forge(model, await strangersKey()),
    'expired-token': shortLived.value,
    'wrong-audience': misdirected.value,
    'no-token': undefined,
  }
  await expired(shortLived.expiresMs + leewayOf(stack.estate, 'ledger'), signal)
  return {
    name: `impostor of ${identity}`,
    probes: Object.entries(bearers).map(([access, bearer]) =>
      probe({
        access,
        everyMs: every,
        attempt: (context) => readEntries(caller, 'token-offline', context, bearer),
      }),
    ),
    leave: () => caller.close(),
  }
}

/** A key that nobody published. */
export const strangersKey = async (): Promise<CryptoKey> => (await generateKeyPair('RS256')).privateKey

/** The claims of a genuine token, signed by a stranger under the name of a key that nobody knows. */
export function forge(model: Token, key: CryptoKey): Promise<string> {
  return new SignJWT({
    ...decodeJwt(model.value),
    jti: randomUUID(),
    exp: Math.floor((Date.now() + forgedLifeMs) / 1_000),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: randomUUID() })
    .sign(key)
}

async function expired(expiresMs: number, signal: AbortSignal): Promise<void> {
  while (Date.now() <= expiresMs) await until(expiresMs - Date.now() + 1, undefined, { signal })
}
