import * as z from 'zod'
import { describeError, log } from '../common/log.ts'
import type { Outbound } from '../common/outbound.ts'

/** A vault token with what is left of it. */
export interface Token {
  readonly token: string
  readonly ttlMs: number
}

/** Leased database credentials. */
export interface Lease {
  readonly id: string
  readonly ttlMs: number
  readonly user: string
  readonly password: string
}

/** An answer, or why there is none: `refused` will stay so, `unavailable` may pass. */
export type VaultAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'refused' | 'unavailable' }

export interface Vault {
  login(): Promise<VaultAnswer<Token>>
  lease(token: string): Promise<VaultAnswer<Lease>>
  /** Time to live after the renewal, in milliseconds. */
  renewToken(token: string): Promise<VaultAnswer<number>>
  renewLease(token: string, lease: string): Promise<VaultAnswer<number>>
}

export interface VaultOptions {
  readonly url: string
  /** JSON `{role_id, secret_id}`. */
  readonly approle: () => string
  readonly call: Outbound
}

const appRole = z.object({ role_id: z.string(), secret_id: z.string() })
const seconds = z.number().transform((value) => value * 1000)
const auth = z.object({ auth: z.object({ client_token: z.string(), lease_duration: seconds }) })
const renewedAuth = z.object({ auth: z.object({ lease_duration: seconds }) })
const renewedLease = z.object({ lease_duration: seconds })
const credentials = z.object({
  lease_id: z.string(),
  lease_duration: seconds,
  data: z.object({ username: z.string(), password: z.string() }),
})

/** The four calls that the ledger makes to OpenBao. Nothing here throws, and nothing repeats a credential. */
export class OpenBao implements Vault {
  readonly #options: VaultOptions

  constructor(options: VaultOptions) {
    this.#options = options
  }

  async login(): Promise<VaultAnswer<Token>> {
    const role = appRoleOf(this.#options.approle)
    if (!role) return { ok: false, why: 'refused' }
    const answer = await this.#ask('auth/approle/login', auth, post(role))
    return map(answer, (value) => ({ token: value.auth.client_token, ttlMs: value.auth.lease_duration }))
  }

  async lease(token: string): Promise<VaultAnswer<Lease>> {
    const answer = await this.#ask('database/creds/ledger', credentials, {
      headers: { 'x-vault-token': token },
    })
    return map(answer, ({ lease_id: id, lease_duration: ttlMs, data }) => ({
      ...{ id, ttlMs, user: data.username, password: data.password },
    }))
  }

  async renewToken(token: string): Promise<VaultAnswer<number>> {
    const answer = await this.#ask('auth/token/renew-self', renewedAuth, post({}, token))
    return map(answer, (value) => value.auth.lease_duration)
  }

  async renewLease(token: string, lease: string): Promise<VaultAnswer<number>> {
    const answer = await this.#ask('sys/leases/renew', renewedLease, post({ lease_id: lease }, token))
    return map(answer, (value) => value.lease_duration)
  }

  async #ask<T>(path: string, schema: z.ZodType<T>, init: RequestInit): Promise<VaultAnswer<T>> {
    try {
      const answer = await this.#options.call(`${this.#options.url}/v1/${path}`, init)
      // 429 is a quota, and 5xx a vault that is sealed, starting or cut from its storage: all of it may pass.
      if (answer.status === 429 || answer.status >= 500) return { ok: false, why: 'unavailable' }
      if (!answer.ok) return { ok: false, why: 'refused' }
      return { ok: true, value: schema.parse(await answer.json()) }
    } catch (error) {
      log('vault call failed', { path, ...describeError(error) })
      return { ok: false, why: 'unavailable' }
    }
  }
}

const post = (body: unknown, token?: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token ? { 'x-vault-token': token } : {}) },
  body: JSON.stringify(body),
})

function appRoleOf(approle: () => string): z.infer<typeof appRole> | undefined {
  try {
    return appRole.parse(JSON.parse(approle()))
  } catch {
    return undefined
  }
}

const map = <T, U>(answer: VaultAnswer<T>, change: (value: T) => U): VaultAnswer<U> =>
  answer.ok ? { ok: true, value: change(answer.value) } : answer
