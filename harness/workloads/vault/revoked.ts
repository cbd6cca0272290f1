import { DrillError } from '../../model/error.ts'
import { defectsIn } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { onRunClock, patienceMs, probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Given, Holding, Probe, Result } from '../workload.ts'
import { type Connection, connectWith, useOnce, whoami } from './database.ts'
import { givenTo } from './given.ts'
import { had } from './had.ts'
import { holdingsOf } from './holdings.ts'
import { type Kept, kept, type Mortal } from './kept.ts'
import { appRoleOf } from './standing.ts'
import { type Call, type Lease, type VaultToken, vaultOf } from './vault.ts'

type Access = 'token' | 'child-token' | 'lease' | 'lease-session'

/** What a scenario says of it; the probe's period in ms. */
interface Chosen {
  readonly identity: string
  readonly access: Access
  readonly as: string
  readonly every: number
}

/** One login: what it uses, and what of it can be revoked. */
interface Login {
  attempt(context: AttemptContext): Promise<Result>
  readonly holdings: readonly Holding[]
  readonly given: readonly Given[]
  leave(call: Call): Promise<void>
}

/** Two logins of one client, one right after the other; both are kept alive, so that none ends by itself. */
export async function enterRevokedClient(enter: Enter, chosen: Chosen): Promise<Actor> {
  const { identity, as, every: everyMs } = chosen
  const caller = callerOf(enter.stack, 'machines')
  try {
    const revoked = await logIn(enter, caller, chosen)
    const twin = await logIn(enter, caller, chosen)
    return {
      name: `${identity} (${as})`,
      probes: [
        probe({ access: as, everyMs, attempt: revoked.attempt }),
        probe({ access: `${as}-twin`, everyMs, attempt: twin.attempt }),
      ],
      // The twin is nobody's to revoke: it is the control.
      holding: (of, what) =>
        of === identity ? revoked.holdings.find((held) => held.what === what) : undefined,
      given: () => [...revoked.given, ...twin.given],
      leave: async () => {
        const call = { signal: AbortSignal.timeout(patienceMs) }
        await Promise.allSettled([revoked.leave(call), twin.leave(call)])
        await caller.close()
      },
    }
  } catch (error) {
    await caller.close()
    throw error
  }
}

async function logIn({ stack, changing, signal }: Enter, caller: Caller, chosen: Chosen): Promise<Login> {
  const { identity, access } = chosen
  const secret = stack.estate.identities[identity]?.secret
  if (!secret) throw new DrillError('bad-input', `${identity} has no secret in the estate: no vault client`)
  const [vault, holdings] = [vaultOf(stack, caller), holdingsOf(stack, caller)]
  const call = { signal: AbortSignal.any([signal, AbortSignal.timeout(4 * patienceMs)]) }
  const token = await had('a token', vault.login(appRoleOf(await stack.secret(secret)), call))
  changing({ kind: 'vault-token', name: token.accessor })
  const periodic = kept(await had('a renewal', holdings.renewToken(token, call)), holdings.renewToken)
  const held = { what: 'vault-token' as const, id: token.accessor, secret: token.value }
  const leave: Login['leave'] = (limit) => vault.revokeSelf(token, limit)
  const read = (of: VaultToken) => (context: AttemptContext) => vault.read(of, `kv/data/${identity}`, context)
  if (access === 'token' || access === 'child-token') {
    const used =
      access === 'token'
        ? token
        : await had('a child', holdings.child(token, { type: 'service', seconds: childSeconds }, call))
    const attempt = cachedBy(stack, read(used))
    const given = givenTo(stack, identity, { token: used })
    return { attempt: tending(attempt, [periodic]), holdings: [held], given, leave }
  }
  const lease = await had('a lease', vault.lease(token, identity, call))
  const renewed = kept(lease, (now, limit) => vault.renewLease(token, now, limit))
  const session = access === 'lease-session' ? inSession(stack, lease) : undefined
  const attempt = session?.attempt ?? (({ signal }) => useOnce(stack, lease, signal))
  return {
    attempt: tending(attempt, [periodic, renewed], renewed),
    holdings: [{ what: 'lease', id: lease.id, account: lease.user }],
    given: givenTo(stack, identity, { token, lease }),
    async leave(limit) {
      session?.close()
      await leave(limit)
    },
  }
}

const childSeconds = 600

/** One connection that stays open, as a pool keeps it: once it is cut, another one must be let in anew. */
function inSession(stack: Stack, lease: Lease): { attempt: Probe['attempt']; close(): void } {
  let connection: Connection | undefined
  return {
    attempt: async ({ signal }) => {
      if (!connection || connection.broken()) connection = await connectWith(stack, lease, signal)
      await connection.query(whoami, signal)
      return { outcome: 'granted', layer: 'application' }
    },
    close: () => connection?.close(),
  }
}

/** Seeded defect: what was read once is used on, whatever became of the token. */
function cachedBy(stack: Stack, read: Probe['attempt']): Probe['attempt'] {
  if (!defectsIn(stack.estate, 'machines').includes('uses-secret-after-revocation')) return read
  let cached: Result | undefined
  return async (context) => {
    if (cached) return { ...cached, requestId: context.requestId }
    const result = await read(context)
    if (result.outcome === 'granted') cached = result
    return result
  }
}

/** Beside the attempt, and with a time of its own: a vault that is away must not look like what was tried. */
function tending(
  attempt: Probe['attempt'],
  all: readonly Kept<Mortal>[],
  first: Kept<Mortal> | undefined = all[0],
): Probe['attempt'] {
  return async (context) => {
    const result = await attempt(context)
    for (const each of all) void each.tend({ signal: AbortSignal.timeout(patienceMs) })
    return first ? { ...result, expiresMs: onRunClock(first.held().expiresMs, context) } : result
  }
}
