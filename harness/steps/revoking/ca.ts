import { revokeCertificate } from '../../clients/authority.ts'
import { vaultClient } from '../../clients/vault.ts'
import { authorityOf } from '../../model/mutual-tls.ts'
import { asOperator } from '../operator.ts'
import type { Channelled } from './revocation.ts'

/** The CA puts a certificate on its revocation list; whoever asks for that list hears of it. */
export const ca: Channelled = {
  certificate: async ({ stack, signal, held }) => {
    const { id } = held('certificate')
    const token = await stack.secret('vault-operator')
    await asOperator(stack, authorityOf(stack.estate) ?? 'ca', signal, async ({ reach }) =>
      revokeCertificate(await vaultClient(reach, token), id),
    )
    return `certificate ${id} revoked at its CA`
  },
}
