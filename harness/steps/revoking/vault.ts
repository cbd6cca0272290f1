import { type VaultClient, vaultClient } from '../../clients/vault.ts'
import { serviceOf } from '../../model/estate.ts'
import { asOperator } from '../operator.ts'
import { StepCut } from '../step.ts'
import type { Channelled, Revocation } from './revocation.ts'

/** The vault ends what it issued. */
export const vault: Channelled = {
  'vault-token': async (revocation) => {
    const { id } = revocation.held('vault-token')
    await asVaultOperator(revocation, (client) => client.tokenRevokeAccessor({ accessor: id }))
    return 'vault token revoked by its accessor'
  },
  lease: async (revocation) => {
    const { id } = revocation.held('lease')
    // The client's own command would leave `sync` out, and come back before the lease has ended.
    await asVaultOperator(
      revocation,
      (client) => client.write('sys/leases/revoke', { lease_id: id, sync: true }),
      // A lease that it does not know is no failure to it: it could not reach who must forget the credential.
      { 400: 'the vault cannot reach what it leased from' },
    )
    return `lease ${id} revoked`
  },
}

async function asVaultOperator(
  { stack, signal }: Revocation,
  work: (client: VaultClient) => Promise<unknown>,
  cut: Readonly<Record<number, string>> = {},
): Promise<void> {
  const token = await stack.secret('vault-operator')
  const name = serviceOf(stack.estate, 'vault') ?? 'vault'
  await asOperator(stack, name, signal, async ({ reach }) => {
    const failed: typeof reach.failed = (failure) => {
      const why = cut[failure.status ?? 0]
      return why === undefined ? reach.failed(failure) : new StepCut(why)
    }
    return work(await vaultClient({ ...reach, failed }, token))
  })
}
