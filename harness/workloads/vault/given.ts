import type { Stack } from '../../stacks/stack.ts'
import { anew } from '../web/anew.ts'
import type { Given } from '../workload.ts'
import { useOnce } from './database.ts'
import { type Lease, type VaultToken, vaultOf } from './vault.ts'

/** The token that a client held last, and the database credential that it leased with it. */
export function givenTo(
  stack: Stack,
  identity: string,
  { token, lease }: { readonly token?: VaultToken | undefined; readonly lease?: Lease | undefined },
): Given[] {
  const ofToken: Given[] = token
    ? [
        {
          credential: `vault token of ${identity}`,
          expiresMs: token.expiresMs,
          attempt: anew(stack, 'machines', (caller, context) =>
            vaultOf(stack, caller).read(token, `kv/data/${identity}`, context),
          ),
        },
      ]
    : []
  const ofLease: Given[] = lease
    ? [
        {
          credential: `leased database credential ${lease.user}`,
          expiresMs: lease.expiresMs,
          attempt: anew(stack, 'machines', (_, { signal }) => useOnce(stack, lease, signal)),
        },
      ]
    : []
  return [...ofToken, ...ofLease]
}
