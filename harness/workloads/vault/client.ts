import { DrillError } from '../../model/error.ts'
import { onRunClock, patienceMs, probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, Enter, Holding, Probe, Result } from '../workload.ts'
import { answered, type Credential, useOnce, whoami } from './database.ts'
import { givenTo } from './given.ts'
import { tryReissue } from './reissue.ts'
import { type AppRole, appRoleOf, type Standing, standingOf } from './standing.ts'
import { type Vault, vaultOf } from './vault.ts'

/** What the probes of one client share. */
interface Client {
  readonly vault: Vault
  readonly approle: AppRole
  readonly standing: Standing
  readonly secretPath: string
  readonly role: string
  use(lease: Credential, signal: AbortSignal): Promise<Result>
}

/** Logs in and opens a database connection; rejects when either cannot be had. */
export async function enterVaultClient(
  { stack, recorder, changing, signal }: Enter,
  { identity, every }: { identity: string; every: number },
): Promise<Actor> {
  const secretName = stack.estate.identities[identity]?.secret
  if (!secretName)
    throw new DrillError('bad-input', `${identity} has no secret in the estate: no vault client`)
  const caller = callerOf(stack, 'machines')
  const vault = vaultOf(stack, caller)
  const approle = appRoleOf(await stack.secret(secretName))
  const standing = standingOf(stack, vault, approle, identity, changing)
  const use: Client['use'] = (lease, limit) => useOnce(stack, lease, limit)
  const client = { vault, approle, standing, secretPath: `kv/data/${identity}`, role: identity, use }
  const { given, result } = await standing.connection({ signal })
  if (!given)
    throw new DrillError(
      'stack-lost',
      `${identity} got no leased connection: ${result.outcome} (${result.status})`,
    )
  await tryReissue(vault, standing.holding(), identity, { recorder, signal })
  return {
    name: identity,
    probes: probesOf(client, every),
    holding: (of, what) => (of === identity ? holdingOf(standing, what) : undefined),
    given: () => givenTo(stack, identity, standing.holding()),
    leave: async () => {
      await standing.end({ signal: AbortSignal.timeout(patienceMs) }).catch(() => {})
      await caller.close()
    },
  }
}

function probesOf(client: Client, everyMs: number): Probe[] {
  const attempts = {
    'vault-login': logIn,
    'vault-read': read,
    'vault-renew': renew,
    'db-existing': useExisting,
    'db-new': useNew,
  }
  return Object.entries(attempts).map(([access, attempt]) =>
    probe({ access, everyMs, attempt: (context) => attempt(client, context) }),
  )
}

/** A login of its own, whose token ends at once: tokens must not pile up. */
async function logIn({ vault, approle }: Client, context: AttemptContext): Promise<Result> {
  const { result, given } = await vault.login(approle, context)
  if (given) await vault.revokeSelf(given, context).catch(() => {})
  return result
}

async function read({ vault, standing, secretPath }: Client, context: AttemptContext): Promise<Result> {
  const { given, result } = await standing.token(context)
  if (!given) return result
  return {
    ...(await vault.read(given, secretPath, context)),
    expiresMs: onRunClock(given.expiresMs, context),
  }
}

async function renew({ standing }: Client, context: AttemptContext): Promise<Result> {
  return (await standing.renewToken(context)).result
}

async function useExisting({ standing }: Client, context: AttemptContext): Promise<Result> {
  const { given, result } = await standing.connection(context)
  if (!given) return result
  await given.query(whoami, context.signal)
  // Beside the attempt, and with a time of its own: a vault that is away must not look like a database that is.
  void standing.tendLease({ signal: AbortSignal.timeout(patienceMs) }).catch(() => {})
  return answered
}

/** A fresh token, lease and connection; the end of the token ends the lease. */
async function useNew({ vault, approle, role, use }: Client, context: AttemptContext): Promise<Result> {
  const { given: token, result } = await vault.login(approle, context)
  if (!token) return result
  try {
    const { given: lease, result: leased } = await vault.lease(token, role, context)
    if (!lease) return leased
    return await use(lease, context.signal)
  } finally {
    await vault.revokeSelf(token, { signal: AbortSignal.timeout(patienceMs) }).catch(() => {})
  }
}

function holdingOf(standing: Standing, what: Holding['what']): Holding | undefined {
  const { token, lease } = standing.holding()
  if (what === 'vault-token' && token) return { what, id: token.accessor, secret: token.value }
  if (what === 'lease' && lease) return { what, id: lease.id, account: lease.user }
  return undefined
}
