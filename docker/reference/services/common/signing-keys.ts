import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose'
import * as z from 'zod'
import { describeError, log } from './log.ts'
import { monotonicMs } from './monotonic.ts'
import type { Outbound } from './outbound.ts'
import { singleFlight } from './single-flight.ts'

export interface SigningKeysOptions {
  /** Gets the key set; throws when it cannot. */
  readonly fetchKeys: () => Promise<JSONWebKeySet>
  /** Age from which the keys are fetched again. */
  readonly cacheMs: number
  /** Age up to which the last good keys serve while no new ones can be had. */
  readonly graceMs: number
  /** How long an unknown `kid` causes no further fetch: a stranger's tokens must not become load on the IdP. */
  readonly cooldownMs?: number
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

const usualCooldownMs = 5_000

/** After a failed fetch nobody waits for another one this long, so that an outage costs one time-out a second. */
const retryMs = 1_000

/**
 * Signing keys of the IdP. Good keys answer at once and are renewed behind the request; only a key that is not
 * known makes a request wait, and then one fetch serves everybody who waits.
 */
export class CachedSigningKeys implements SigningKeys {
  readonly #options: SigningKeysOptions
  readonly #flight = singleFlight<boolean>()
  #good: { readonly set: LocalJWKSet; readonly atMs: number } | undefined
  #failedAtMs: number | undefined

  constructor(options: SigningKeysOptions) {
    this.#options = options
  }

  async keyFor(header: JWSHeaderParameters): Promise<KeyAnswer> {
    const known = await this.#lookUp(header)
    if (known.kind === 'key') {
      void this.freshen()
      return known
    }
    const { cooldownMs = usualCooldownMs } = this.#options
    if (known.kind === 'unknown' && this.#ageMs() < cooldownMs) return known
    if (this.#failedMsAgo() < retryMs || !(await this.#fetch())) return { kind: 'unavailable' }
    return this.#lookUp(header)
  }

  failing(): boolean {
    return this.#failedAtMs !== undefined
  }

  async freshen(): Promise<void> {
    if (this.#ageMs() >= this.#options.cacheMs && this.#failedMsAgo() >= retryMs) await this.#fetch()
  }

  async #lookUp(header: JWSHeaderParameters): Promise<KeyAnswer> {
    if (!this.#good || this.#ageMs() > this.#options.graceMs) return { kind: 'unavailable' }
    try {
      return { kind: 'key', key: await this.#good.set(header) }
    } catch (error) {
      if (error instanceof errors.JOSEError) return { kind: 'unknown' }
      throw error
    }
  }

  /** Whether the keys could be fetched. */
  #fetch(): Promise<boolean> {
    return this.#flight('keys', async () => {
      try {
        this.#good = { set: createLocalJWKSet(await this.#options.fetchKeys()), atMs: this.#nowMs() }
        this.#failedAtMs = undefined
        return true
      } catch (error) {
        this.#failedAtMs = this.#nowMs()
        log('signing keys unavailable', describeError(error))
        return false
      }
    })
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? monotonicMs)()
  }

  #ageMs(): number {
    return this.#good ? this.#nowMs() - this.#good.atMs : Number.POSITIVE_INFINITY
  }

  #failedMsAgo(): number {
    return this.#failedAtMs === undefined ? Number.POSITIVE_INFINITY : this.#nowMs() - this.#failedAtMs
  }
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/** Fetches Keycloak's key set. Throws when the answer is no 200 with keys. */
export const keysOf = (issuer: string, call: Outbound) => async (): Promise<JSONWebKeySet> => {
  const answer = await call(`${issuer}/protocol/openid-connect/certs`)
  if (!answer.ok) throw new TypeError(`the key set answered ${answer.status}`)
  return keySet.parse(await answer.json())
}
