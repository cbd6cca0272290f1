import * as z from 'zod'
import type { Stack } from '../../stacks/stack.ts'
import type { Caller } from '../web/caller.ts'
import type { Result } from '../workload.ts'
import { type Asking, askingVault, type Reply } from './asking.ts'
import type { Mortal } from './kept.ts'
import type { Call, Lease, VaultToken } from './vault.ts'

/** A token that wraps something for whoever opens it first; its value is a secret. */
export interface Wrapped extends Mortal {
  readonly token: string
}

type MortalToken = VaultToken & Mortal

const auth = z.object({
  auth: z.object({ client_token: z.string(), accessor: z.string(), lease_duration: z.number() }),
})
const stored = z.object({ data: z.object({ data: z.object({ user: z.string(), password: z.string() }) }) })
const renewed = z.object({ lease_duration: z.number() })
const issued = z.object({ data: z.object({ secret_id: z.string() }) })
const wrapped = z.object({ wrap_info: z.object({ token: z.string(), ttl: z.number() }) })

/** What a client asks of the vault so that it has something in hand when the vault is away. */
export interface Holdings {
  /** A credential of a database that is kept in the vault, and does not change. */
  secret(token: VaultToken, path: string, call: Call): Promise<Reply<{ user: string; password: string }>>
  /** Renews a lease to so many seconds from now. */
  renewLease(token: VaultToken, lease: Lease, seconds: number, call: Call): Promise<Reply<Lease>>
  renewToken(token: VaultToken, call: Call): Promise<Reply<MortalToken>>
  /** A token beneath another: it ends with it. A batch token is not stored, and so cannot be renewed. */
  child(
    parent: VaultToken,
    of: { type: 'service' | 'batch'; seconds: number },
    call: Call,
  ): Promise<Reply<MortalToken>>
  /** Whether a wrapping token could still be opened; opens nothing. */
  lookUp(wrapped: Wrapped, call: Call): Promise<Result>
}

export function holdingsOf(stack: Stack, caller: Caller): Holdings {
  const ask = askingVault(stack, caller)
  const as = ({ value }: VaultToken) => ({ headers: { 'x-vault-token': value } })
  return {
    secret: (token, path, call) =>
      ask(path, { ...as(token), ...call }, (body) => stored.parse(body).data.data),
    renewLease: (token, lease, increment, call) => {
      const json = { lease_id: lease.id, increment }
      return ask('sys/leases/renew', { method: 'PUT', json, ...as(token), ...call }, (body) => ({
        ...lease,
        ...lifeOf(renewed.parse(body).lease_duration),
      }))
    },
    renewToken: (token, call) =>
      ask('auth/token/renew-self', { method: 'POST', json: {}, ...as(token), ...call }, tokenOf),
    child: (parent, { type, seconds }, call) => {
      const json = { type, ttl: `${seconds}s`, renewable: type === 'service' }
      return ask('auth/token/create', { method: 'POST', json, ...as(parent), ...call }, tokenOf)
    },
    lookUp: async ({ token }, call) =>
      (await ask('sys/wrapping/lookup', { method: 'POST', json: { token }, ...call }, () => undefined))
        .result,
  }
}

/** What the operator issues for a role. */
export interface Issuing {
  /** A secret id that opens one login. */
  once(role: string, call: Call): Promise<Reply<string>>
  /** A secret id in a wrapping that ends after so many seconds. */
  wrapped(role: string, seconds: number, call: Call): Promise<Reply<Wrapped>>
}

export async function issuingFor(stack: Stack, operator: Caller): Promise<Issuing> {
  const ask = askingVault(stack, operator)
  const token = await stack.secret('vault-operator')
  const issue = <T>(role: string, headers: Record<string, string>, call: Call, read: Parameters<Asking>[2]) =>
    ask(
      `auth/approle/role/${role}/secret-id`,
      {
        ...{ method: 'POST', json: { num_uses: 1, ttl: '10m' }, ...call },
        headers: { 'x-vault-token': token, ...headers },
      },
      read,
    ) as Promise<Reply<T>>
  return {
    once: (role, call) => issue<string>(role, {}, call, (body) => issued.parse(body).data.secret_id),
    wrapped: (role, seconds, call) =>
      issue<Wrapped>(role, { 'x-vault-wrap-ttl': `${seconds}s` }, call, (body) => {
        const { token, ttl } = wrapped.parse(body).wrap_info
        return { token, ...lifeOf(ttl) }
      }),
  }
}

/** From now on. */
function lifeOf(seconds: number): Mortal {
  const issuedMs = Date.now()
  return { issuedMs, expiresMs: issuedMs + seconds * 1_000 }
}

function tokenOf(body: unknown): MortalToken {
  const { client_token: value, accessor, lease_duration } = auth.parse(body).auth
  return { value, accessor, ...lifeOf(lease_duration) }
}
