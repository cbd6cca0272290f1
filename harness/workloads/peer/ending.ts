import { isRevoked, revokeCertificate } from '../../clients/authority.ts'
import { type Failure, sentenceOf } from '../../clients/reach.ts'
import { vaultClient } from '../../clients/vault.ts'
import { DrillError } from '../../model/error.ts'
import { authorityOf } from '../../model/mutual-tls.ts'
import type { Change } from '../../model/record.ts'
import type { Stack } from '../../stacks/stack.ts'
import { callerOf } from '../web/caller.ts'

/** Revokes a certificate by its serial number, as the operator of the CA, and sees that the CA says so. */
export async function certificateEnded(
  stack: Stack,
  { name: serial }: Change,
  signal: AbortSignal,
): Promise<undefined> {
  const operator = callerOf(stack, 'operator')
  const ca = authorityOf(stack.estate) ?? 'ca'
  const failed = (failure: Failure) => new DrillError('stack-lost', sentenceOf(ca, failure))
  const { origin } = operator.url(ca, '/')
  const reach = { origin, dispatcher: operator.dispatcher, caller: operator.name, signal, failed }
  try {
    const client = await vaultClient(reach, await stack.secret('vault-operator'))
    await revokeCertificate(client, serial)
    if (!(await isRevoked(client, serial)))
      throw new DrillError('undo-failed', `the certificate ${serial} was revoked, and is valid all the same`)
    return undefined
  } finally {
    await operator.close()
  }
}
