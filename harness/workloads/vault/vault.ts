import * as z from 'zod'
import type { Stack } from '../../stacks/stack.ts'
import type { Caller } from '../web/caller.ts'
import type { Result } from '../workload.ts'
import { askingVault, type Reply } from './asking.ts'

/** A vault token; `value` is a secret, the accessor names it. Wall clock, ms since 1970. */
export interface VaultToken {
  readonly value: string
  readonly accessor: string
  readonly expiresMs: number
}

/** A leased database credential; the password is a secret. */
export interface Lease {
  readonly id: string
  readonly user: string
  readonly password: string
  readonly issuedMs: number
  readonly expiresMs: number
}

export interface Call {
  readonly signal: AbortSignal
  readonly requestId?: string
}

const auth = z.object({
  auth: z.object({ client_token: z.string(), accessor: z.string(), lease_duration: z.number() }),
})
const credential = z.object({
  lease_id: z.string(),
  lease_duration: z.number(),
  data: z.object({ username: z.string(), password: z.string() }),
})
const renewed = z.object({ lease_duration: z.number() })

/** The vault's API as one client uses it. Errors are plain socket errors: neither token nor body is in them. */
export interface Vault {
  login(approle: { role_id: string; secret_id: string }, call: Call): Promise<Reply<VaultToken>>
  /** Reads a secret; what it says is dropped. */
  read(token: VaultToken, path: string, call: Call): Promise<Result>
  renewSelf(token: VaultToken, call: Call): Promise<Reply<VaultToken>>
  /** Ends the token, and with it every lease that was taken with it. */
  revokeSelf(token: VaultToken, call: Call): Promise<void>
  lease(token: VaultToken, role: string, call: Call): Promise<Reply<Lease>>
  /** Issues a new secret of a role: a recovery step. What was issued, if anything, is used up by one login and dropped. */
  reissue(token: VaultToken, role: string, call: Call): Promise<Result>
  renewLease(token: VaultToken, lease: Lease, call: Call): Promise<Reply<Lease>>
}

export function vaultOf(stack: Stack, caller: Caller): Vault {
  const ask = askingVault(stack, caller)
  const as = ({ value }: VaultToken) => ({ headers: { 'x-vault-token': value } })
  const nothing = () => undefined
  return {
    login: (json, call) => ask('auth/approle/login', { method: 'POST', json, ...call }, tokenOf),
    read: async (token, path, call) => (await ask(path, { ...as(token), ...call }, nothing)).result,
    renewSelf: (token, call) =>
      ask('auth/token/renew-self', { method: 'POST', json: {}, ...as(token), ...call }, tokenOf),
    revokeSelf: async (token, call) =>
      void (await ask(
        'auth/token/revoke-self',
        { method: 'POST', json: {}, ...as(token), ...call },
        nothing,
      )),
    lease: (token, role, call) => ask(`database/creds/${role}`, { ...as(token), ...call }, leaseOf),
    reissue: async (token, role, call) => {
      const json = { num_uses: 1, ttl: '5s' }
      return (
        await ask(
          `auth/approle/role/${role}/secret-id`,
          { method: 'POST', json, ...as(token), ...call },
          nothing,
        )
      ).result
    },
    renewLease: (token, lease, call) =>
      ask(
        'sys/leases/renew',
        { method: 'PUT', json: { lease_id: lease.id }, ...as(token), ...call },
        (body) => ({
          ...lease,
          ...lifeOf(renewed.parse(body).lease_duration),
        }),
      ),
  }
}

function tokenOf(body: unknown): VaultToken {
  const { client_token: value, accessor, lease_duration } = auth.parse(body).auth
  return { value, accessor, expiresMs: Date.now() + lease_duration * 1_000 }
}

function leaseOf(body: unknown): Lease {
  const { lease_id: id, lease_duration, data } = credential.parse(body)
  return { id, user: data.username, password: data.password, ...lifeOf(lease_duration) }
}

function lifeOf(seconds: number): { issuedMs: number; expiresMs: number } {
  const issuedMs = Date.now()
  return { issuedMs, expiresMs: issuedMs + seconds * 1_000 }
}
