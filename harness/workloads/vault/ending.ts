import { type Failure, sentenceOf } from '../../clients/reach.ts'
import { vaultClient } from '../../clients/vault.ts'
import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import type { Change } from '../../model/record.ts'
import type { Stack } from '../../stacks/stack.ts'
import { callerOf } from '../web/caller.ts'

/**
 * Ends a token by its accessor, as the vault's operator, and with it every lease that was taken with it; sees that the
 * vault knows of none any more.
 */
export async function tokenEnded(
  stack: Stack,
  { name: accessor }: Change,
  signal: AbortSignal,
): Promise<undefined> {
  const operator = callerOf(stack, 'operator')
  const vault = serviceOf(stack.estate, 'vault') ?? 'vault'
  const failed = (failure: Failure) => new DrillError('stack-lost', sentenceOf(vault, failure))
  const { origin } = operator.url(vault, '/')
  const reach = { origin, dispatcher: operator.dispatcher, caller: operator.name, signal, failed }
  try {
    const client = await vaultClient(reach, await stack.secret('vault-operator'))
    await client.tokenRevokeAccessor({ accessor })
    // Nothing is said of a token that ends, and a warning when there is none.
    const again: unknown = await client.tokenRevokeAccessor({ accessor })
    if (again === undefined) throw new DrillError('undo-failed', 'a token of the vault does not end')
    return undefined
  } finally {
    await operator.close()
  }
}
