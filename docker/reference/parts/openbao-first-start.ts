import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { type VaultClient, vaultClient } from '../../../harness/clients/vault.ts'
import type { Estate } from '../../../harness/model/estate.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'
import { apiOf } from './api-access.ts'
import { until, whenActive } from './openbao-api.ts'
import { mayIssue } from './openbao-pki.ts'

const initialised = z.object({ root_token: z.string() })
const roleId = z.object({ data: z.object({ role_id: z.string() }) })
const secretId = z.object({ data: z.object({ secret_id: z.string() }) })

/** Who logs in with AppRole, and the least that it may do. Renewing its own token and leases is in `default`. */
const clients: Readonly<Record<string, readonly string[]>> = {
  orders: [],
  ledger: ['path "database/creds/ledger" { capabilities = ["read"] }'],
  reporter: [
    'path "database/creds/reporter" { capabilities = ["read"] }',
    'path "kv/data/reporter" { capabilities = ["read"] }',
    'path "auth/token/create" { capabilities = ["update"] }',
  ],
}

/** Machines of the estate that live on certificates alone. */
const workloads = ({ identities }: Estate) =>
  Object.fromEntries(
    Object.entries(identities)
      .filter(([, { kind }]) => kind === 'workload')
      .map(([name]) => [name, []] as const),
  )

/** Seeded defect: a client may issue itself new secrets. */
const reissue = (name: string) =>
  `path "auth/approle/role/${name}/secret-id" { capabilities = ["create", "update"] }`

/**
 * First start: initialises the vault and opens AppRole and KV. Returns the root's client. Written with `write` where
 * the client's own command knows only older fields: it drops the others without a word.
 */
export async function openVault(bootstrap: Bootstrap): Promise<VaultClient> {
  const api = apiOf(bootstrap)
  const stranger = await vaultClient(api)
  // The one recovery share is dropped: it unseals nothing, and a drill's vault has nobody to give it to. The root
  // token stays in memory, until the first start is over.
  const answer: unknown = await stranger.write('sys/init', { recovery_shares: 1, recovery_threshold: 1 })
  const { root_token: token } = initialised.parse(answer)
  await whenActive(bootstrap)
  const root = await vaultClient(api, token)
  // The audit log tells callers apart by user agent, and follows a request by its ID.
  for (const header of ['user-agent', 'x-request-id'])
    await root.write(`sys/config/auditing/request-headers/${header}`, { hmac: false })
  await Promise.all([openAppRole(bootstrap, root), openKv(bootstrap, root)])
  return root
}

async function openAppRole({ context }: Bootstrap, root: VaultClient): Promise<void> {
  await root.enableAuth({ mount_point: 'approle', type: 'approle' })
  // Else five logins with a secret that is used up lock out everybody who has that role, for a quarter of an hour.
  await root.write('sys/auth/approle/tune', { user_lockout_config: { lockout_disable: true } })
  const period = `${context.lifetimeMs('vault-token')}ms`
  const lax = context.service.run.defects.includes('reissue-by-holder')
  for (const [name, rights] of Object.entries({ ...clients, ...workloads(context.estate) })) {
    const policy = [
      '# Its own policy, beside `default`.',
      ...rights,
      ...mayIssue(context.estate, name),
      ...(lax ? [reissue(name)] : []),
    ].join('\n')
    await root.addPolicy({ name, policy })
    // Periodic tokens: renewed in time they go on without end, so a drill meets an expiry only when renewal fails.
    await root.write(`auth/approle/role/${name}`, { token_policies: [name], token_period: period })
    const role = roleId.parse(await root.getApproleRoleId({ role_name: name }))
    const secret = secretId.parse(await root.getApproleRoleSecret({ role_name: name }))
    context.keepSecret(`approle-${name}`, JSON.stringify({ ...role.data, secret_id: secret.data.secret_id }))
  }
}

async function openKv({ signal, context }: Bootstrap, root: VaultClient): Promise<void> {
  await root.mount({ mount_point: 'kv', type: 'kv', options: { version: '2' } })
  // A new KV mount upgrades itself in the background and refuses requests (400) until that is done.
  const figure = randomBytes(12).toString('hex')
  const stored = { figure, user: 'reporting', password: context.secret('database-reporting') }
  const written = () =>
    root.write('kv/data/reporter', { data: stored }).then(
      () => true,
      () => false,
    )
  await until('the key-value store to be ready', written, signal)
}
