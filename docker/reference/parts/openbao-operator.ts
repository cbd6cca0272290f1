import * as z from 'zod'
import type { VaultClient } from '../../../harness/clients/vault.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'
import { caPolicy } from './openbao-ca-operator.ts'

const created = z.object({ auth: z.object({ client_token: z.string() }) })

/** All that the operator does in a drill: end and issue what opens the vault, look after the CA, seal, set quotas of the drill's own. */
const policy = [
  ...caPolicy,
  'path "auth/token/revoke-accessor" { capabilities = ["update"] }',
  'path "sys/leases/revoke" { capabilities = ["update"] }',
  'path "auth/approle/role/+/secret-id" { capabilities = ["update"] }',
  'path "sys/seal" { capabilities = ["update", "sudo"] }',
  'path "sys/storage/raft/configuration" { capabilities = ["read"] }',
  'path "sys/quotas/rate-limit/drill-*" { capabilities = ["create", "update", "read", "delete"] }',
].join('\n')

/** Longer than any stack is up; the vault's own limit is a month. */
const ttl = '8760h'

/** The end of the first start: the operator's token is kept on disk instead of the root token, which ends here. */
export async function endRoot({ context }: Bootstrap, root: Pick<VaultClient, 'write'>): Promise<void> {
  await root.write('sys/policies/acl/operator', { policy })
  await root.write('sys/auth/token/tune', { max_lease_ttl: ttl })
  const wanted = { policies: ['operator'], no_default_policy: true, ttl, explicit_max_ttl: ttl }
  const answer = await root.write('auth/token/create-orphan', wanted)
  context.keepSecret('vault-operator', created.parse(answer).auth.client_token)
  await root.write('auth/token/revoke-self', {})
}
