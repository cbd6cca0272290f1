import { serviceOf } from '../../model/estate.ts'
import { asOperator } from '../operator.ts'
import type { Channelled, Revocation } from './revocation.ts'

/** The vault ends what it issued. */
export const vault: Channelled = {
  'vault-token': async (revocation) => {
    const { id } = revocation.held('vault-token')
    await put(revocation, 'auth/token/revoke-accessor', { accessor: id })
    return 'vault token revoked by its accessor'
  },
  lease: async (revocation) => {
    const { id } = revocation.held('lease')
    await put(revocation, 'sys/leases/revoke', { lease_id: id, sync: true })
    return `lease ${id} revoked`
  },
}

async function put({ stack, signal }: Revocation, path: string, json: unknown): Promise<void> {
  const headers = { 'x-vault-token': await stack.secret('vault-operator') }
  const name = serviceOf(stack.estate, 'vault') ?? 'vault'
  await asOperator(stack, name, signal, (service) =>
    service.send({ method: 'PUT', path: `/v1/${path}`, json, headers }),
  )
}
