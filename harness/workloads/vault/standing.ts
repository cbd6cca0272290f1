import { DrillError } from '../../model/error.ts'
import { defectsIn } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Changing } from '../workload.ts'
import type { Reply } from './asking.ts'
import { type Connection, connectWith } from './database.ts'
import type { Call, Lease, Vault, VaultToken } from './vault.ts'

/** RoleID and SecretID of an AppRole; the latter is a secret. */
export interface AppRole {
  readonly role_id: string
  readonly secret_id: string
}

/**
 * What a vault client holds over time: a token, a leased database credential, an open connection. Each is kept as
 * long as it lives and replaced only after its natural end: one that was revoked stays revoked.
 */
export interface Standing {
  token(call: Call): Promise<Reply<VaultToken>>
  renewToken(call: Call): Promise<Reply<VaultToken>>
  connection(call: Call): Promise<Reply<Connection>>
  /** Renews the lease from half of its life on; a failure shows when the lease ends. */
  tendLease(call: Call): Promise<void>
  holding(): { readonly token?: VaultToken; readonly lease?: Lease }
  end(call: Call): Promise<void>
}

const ended = (of: { readonly expiresMs: number }) => Date.now() >= of.expiresMs

export function standingOf(
  stack: Stack,
  vault: Vault,
  approle: AppRole,
  role: string,
  changing: Changing,
): Standing {
  // Seeded defect: what the vault cannot renew at once is dropped, although it is valid.
  const drops = defectsIn(stack.estate, 'machines').includes('drops-lease-on-outage')
  let token: VaultToken | undefined
  let lease: Lease | undefined
  let connection: Connection | undefined

  const heldToken = async (call: Call): Promise<Reply<VaultToken>> => {
    if (token && !ended(token)) return { result: { outcome: 'granted' }, given: token }
    const reply = await vault.login(approle, call)
    // Only now has it a name; before, it has no holder either, and ends by itself within its minute.
    if (reply.given) changing({ kind: 'vault-token', name: reply.given.accessor })
    token = reply.given ?? token
    return reply
  }
  const heldLease = async (call: Call): Promise<Reply<Lease>> => {
    if (lease && !ended(lease)) return { result: { outcome: 'granted' }, given: lease }
    const with_ = await heldToken(call)
    if (!with_.given) return { result: with_.result }
    const reply = await vault.lease(with_.given, role, call)
    lease = reply.given ?? lease
    return reply
  }
  return {
    token: heldToken,
    renewToken: async (call) => {
      const held = await heldToken(call)
      if (!held.given) return held
      const reply = await vault.renewSelf(held.given, call)
      token = reply.given ?? token
      return reply
    },
    connection: async (call) => {
      if (connection && !connection.broken() && lease && !ended(lease))
        return { result: { outcome: 'granted' }, given: connection }
      connection?.close()
      const { given, result } = await heldLease(call)
      if (!given) return { result }
      connection = await connectWith(stack, given, call.signal)
      return { result: { outcome: 'granted' }, given: connection }
    },
    tendLease: async (call) => {
      if (!token || !lease || ended(lease)) return
      const { id } = lease
      if (!drops && Date.now() < (lease.issuedMs + lease.expiresMs) / 2) return
      const { given } = await vault.renewLease(token, lease, call).catch(() => ({ given: undefined }))
      if (given && given.id === lease?.id) lease = given
      else if (drops && lease?.id === id) {
        lease = undefined
        connection?.close()
      }
    },
    holding: () => ({ token, lease }),
    end: async (call) => {
      connection?.close()
      if (token) await vault.revokeSelf(token, call)
    },
  }
}

/** Reads `approle-<name>` as the stack keeps it. Throws `stack-lost` when it is no AppRole. */
export function appRoleOf(secret: string): AppRole {
  try {
    const { role_id, secret_id } = JSON.parse(secret) as Partial<AppRole>
    if (role_id && secret_id) return { role_id, secret_id }
  } catch {
    // Reported below: the parser's message would repeat the secret.
  }
  throw new DrillError('stack-lost', 'the AppRole secret of the stack is not readable')
}
