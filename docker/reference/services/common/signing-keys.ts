import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose'
import { z } from 'zod'
import { describeError, log } from './log.ts'
import type { Outbound } from './outbound.ts'
import { singleFlight } from './single-flight.ts'

export interface SigningKeysOptions {
  /** Gets the key set; throws when it cannot. */
  readonly fetchKeys: () => Promise<JSONWebKeySet>
  /** Age from which the keys are fetched again. */
  readonly cacheMs: number
  /** Age up to which the last good keys serve while no new ones can be had. */
  readonly graceMs: number
  readonly nowMs?: () => number
}

type Key = Awaited<ReturnType<LocalJWKSet>>

export type KeyAnswer =
  | { readonly kind: 'key'; readonly key: Key }
  /** Keys are known, and this is none of them. */
  | { readonly kind: 'unknown' }
  /** Keys could not be had: nobody can tell. */
  | { readonly kind: 'unavailable' }

export interface SigningKeys {
  keyFor(header: JWSHeaderParameters): Promise<KeyAnswer>
  /** Whether the last attempt to fetch keys failed. */
  failing(): boolean
  /** Fetches again if the keys are due; for a timer, so that a removed key is dropped without waiting for a request. */
  freshen(): Promise<void>
}

/** How long an unknown `kid` causes no further fetch: a stranger's tokens must not become load on the IdP. */
const cooldownMs = 5_000

/** After a failed fetch nobody waits for another one this long, so that an outage costs one time-out a second. */
const retryMs = 1_000

/**
 * Signing keys of the IdP. Good keys answer at once and are renewed behind the request; only a key that is not
 * known makes a request wait, and then one fetch serves everybody who waits.
 */
export function signingKeys({
  fetchKeys,
  cacheMs,
  graceMs,
  nowMs = Date.now,
}: SigningKeysOptions): SigningKeys {
  let good: { readonly set: LocalJWKSet; readonly atMs: number } | undefined
  let failedAtMs: number | undefined
  const flight = singleFlight<boolean>()

  const fetchOnce = () =>
    flight('keys', async () => {
      try {
        good = { set: createLocalJWKSet(await fetchKeys()), atMs: nowMs() }
        failedAtMs = undefined
        return true
      } catch (error) {
        failedAtMs = nowMs()
        log('signing keys unavailable', describeError(error))
        return false
      }
    })
  const ageMs = () => (good ? nowMs() - good.atMs : Number.POSITIVE_INFINITY)
  const restingMs = () => (failedAtMs === undefined ? Number.POSITIVE_INFINITY : nowMs() - failedAtMs)
  const freshen = async () => {
    if (ageMs() >= cacheMs && restingMs() >= retryMs) await fetchOnce()
  }
  const lookUp = async (header: JWSHeaderParameters): Promise<KeyAnswer> => {
    if (!good || ageMs() > graceMs) return { kind: 'unavailable' }
    try {
      return { kind: 'key', key: await good.set(header) }
    } catch (error) {
      if (error instanceof errors.JOSEError) return { kind: 'unknown' }
      throw error
    }
  }

  return {
    async keyFor(header) {
      const known = await lookUp(header)
      if (known.kind === 'key') {
        void freshen()
        return known
      }
      if (known.kind === 'unknown' && ageMs() < cooldownMs) return known
      if (restingMs() < retryMs || !(await fetchOnce())) return { kind: 'unavailable' }
      return lookUp(header)
    },
    failing: () => failedAtMs !== undefined,
    freshen,
  }
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/** Fetches Keycloak's key set. Throws when the answer is no 200 with keys. */
export const keysOf = (issuer: string, call: Outbound) => async (): Promise<JSONWebKeySet> => {
  const answer = await call(`${issuer}/protocol/openid-connect/certs`)
  if (!answer.ok) throw new TypeError(`the key set answered ${answer.status}`)
  return keySet.parse(await answer.json())
}
