import { DrillError } from '../../model/error.ts'
import { defectsIn } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { onRunClock, patienceMs, probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Probe, Result } from '../workload.ts'
import { type Credential, useOnce } from './database.ts'
import { givenTo } from './given.ts'
import { had } from './had.ts'
import { type Holdings, holdingsOf, issuingFor } from './holdings.ts'
import { type Kept, kept, type Mortal } from './kept.ts'
import { type AppRole, appRoleOf } from './standing.ts'
import { type Call, type Lease, type Vault, type VaultToken, vaultOf } from './vault.ts'

interface Client {
  readonly stack: Stack
  readonly vault: Vault
  readonly holdings: Holdings
  readonly approle: AppRole
  readonly identity: string
  /** Life (s) of what is to end in the outage. */
  readonly seconds: number
  readonly call: Call
}

/** Takes everything in hand; rejects when some of it cannot be had. */
export async function enterLeaseHolder(
  { stack, changing, signal }: Enter,
  { identity, ends, every }: { identity: string; ends: number; every: number },
): Promise<Actor> {
  const secret = stack.estate.identities[identity]?.secret
  if (!secret) throw new DrillError('bad-input', `${identity} has no secret in the estate: no vault client`)
  const [caller, operator] = [callerOf(stack, 'machines'), callerOf(stack, 'operator')]
  const close = () => Promise.allSettled([caller.close(), operator.close()])
  try {
    const client: Client = {
      ...{ stack, identity, vault: vaultOf(stack, caller), holdings: holdingsOf(stack, caller) },
      ...{ approle: appRoleOf(await stack.secret(secret)), seconds: Math.round(ends / 1_000) },
      call: { signal: AbortSignal.any([signal, AbortSignal.timeout(4 * patienceMs)]) },
    }
    const token = await had('a token', client.vault.login(client.approle, client.call))
    changing({ kind: 'vault-token', name: token.accessor })
    const { attempts, lease } = await inHand(client, token, operator)
    return {
      name: `${identity} (what it holds)`,
      probes: Object.entries(attempts).map(([access, attempt]) => probe({ access, everyMs: every, attempt })),
      given: () => givenTo(stack, identity, { token, lease: lease() }),
      leave: async () => {
        await client.vault.revokeSelf(token, { signal: AbortSignal.timeout(patienceMs) }).catch(() => {})
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

type Attempts = Readonly<Record<string, Probe['attempt']>>

async function inHand(
  client: Client,
  token: VaultToken,
  operator: Caller,
): Promise<{ attempts: Attempts; lease: () => Lease }> {
  const { holdings, call, identity } = client
  const cached = await had('a stored secret', holdings.secret(token, `kv/data/${identity}`, call))
  const long = await longLease(client, token)
  const attempts = {
    'cached-secret': inDatabase(client, () => cached),
    'lease-kept': long.attempt,
    ...(await ending(client, token)),
    ...(await tokens(client, token)),
    ...(await secretIds(client, operator)),
  }
  return { attempts, lease: long.held }
}

/** Lives through the outage: it is renewed from half of its life on, and used for as long as it lives. */
async function longLease(client: Client, token: VaultToken) {
  const { stack, vault, call, identity } = client
  const take = (limit: Call) => vault.lease(token, identity, limit)
  // Seeded defect: what the vault cannot renew at once is dropped, although it is valid.
  const drops = defectsIn(stack.estate, 'machines').includes('drops-lease-on-outage')
  let dropped = false
  const keep = (lease: Lease) =>
    kept(lease, (held, limit) => vault.renewLease(token, held, limit), {
      lost: () => {
        dropped = drops
      },
      fromPart: drops ? 0 : 0.5,
    })
  let lease = keep(await had('a lease', take(call)))
  const use = inDatabase(client, () => lease.held())
  const attempt: Probe['attempt'] = async (context) => {
    if (dropped) {
      const { given, result } = await take(context)
      if (!given) return result
      lease = keep(given)
      dropped = false
    }
    return { ...(await use(context)), ...tended(lease, context) }
  }
  return { attempt, held: () => lease.held() }
}

/** Ends in the outage, because nobody can renew it then. */
async function ending(client: Client, token: VaultToken): Promise<Attempts> {
  const { vault, holdings, call, identity, seconds } = client
  const taken = await had('a lease', vault.lease(token, identity, call))
  const shortened = await had('a short lease', holdings.renewLease(token, taken, seconds, call))
  const lease = kept(shortened, (held, limit) => holdings.renewLease(token, held, seconds, limit))
  const use = inDatabase(client, () => lease.held())
  return { 'lease-lapsed': async (context) => ({ ...(await use(context)), ...tended(lease, context) }) }
}

/** A periodic token outlives an outage that is shorter than its period; a batch token cannot be renewed at all. */
async function tokens(client: Client, token: VaultToken): Promise<Attempts> {
  const { vault, holdings, call, identity, seconds } = client
  const read = (of: VaultToken, context: AttemptContext) => vault.read(of, `kv/data/${identity}`, context)
  const renewed = await had('a renewal', holdings.renewToken(token, call))
  const periodic = kept(renewed, holdings.renewToken)
  const make = (limit: Call) => holdings.child(token, { type: 'batch', seconds }, limit)
  const batch = kept(await had('a batch token', make(call)), (_, limit) => make(limit))
  return {
    'token-periodic': async (context) => ({
      ...(await read(periodic.held(), context)),
      ...tended(periodic, context),
    }),
    'token-batch': async (context) => ({ ...(await read(batch.held(), context)), ...tended(batch, context) }),
  }
}

/** What locks a service out afterwards: a secret id that was good for one login, a wrapping that has ended. */
async function secretIds(client: Client, operator: Caller): Promise<Attempts> {
  const { stack, vault, holdings, call, identity, seconds, approle } = client
  const issuing = await issuingFor(stack, operator)
  const secret_id = await had('a secret id', issuing.once(identity, call))
  const login = (limit: Call) => vault.login({ role_id: approle.role_id, secret_id }, limit)
  await vault.revokeSelf(await had('the only login', login(call)), call)
  const wrap = (limit: Call) => issuing.wrapped(identity, seconds, limit)
  const wrapped = kept(await had('a wrapping', wrap(call)), (_, limit) => wrap(limit))
  return {
    'secret-id-used': async (context) => {
      const { given, result } = await login(context)
      if (given) await vault.revokeSelf(given, context).catch(() => {})
      return result
    },
    'secret-id-wrapped': async (context) => ({
      ...(await holdings.lookUp(wrapped.held(), context)),
      ...tended(wrapped, context),
    }),
  }
}

const inDatabase =
  ({ stack }: Pick<Client, 'stack'>, credential: () => Credential): Probe['attempt'] =>
  ({ signal }) =>
    useOnce(stack, credential(), signal)

/** Beside the attempt, and with a time of its own: a vault that is away must not look like what was tried. */
function tended(held: Kept<Mortal>, context: AttemptContext): Pick<Result, 'expiresMs'> {
  void held.tend({ signal: AbortSignal.timeout(patienceMs) })
  return { expiresMs: onRunClock(held.held().expiresMs, context) }
}
