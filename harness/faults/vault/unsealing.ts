import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Undo } from '../fault.ts'
import { notOurs } from '../ours.ts'
import { sealOf } from './commands.ts'

/** Throws for a vault that is sealed already, or that only people can unseal: nobody's shares reach a drill. */
export async function requireSelfUnsealing(stack: Stack, vault: string): Promise<void> {
  const seal = await sealOf(stack, vault)
  if (!seal) throw new DrillError('stack-lost', `${vault} does not say how it is unsealed`)
  if (seal.sealed) throw new DrillError('conflict', `${vault} is sealed already`)
  if (seal.type !== 'shamir') return
  throw new DrillError('refused', `${vault} does not unseal itself: a drill must not seal it`, {
    next: 'Configure auto-unseal, or drill with `unreachable`.',
  })
}

/** Starts a vault that is sealed or stopped: it unseals itself with the seal that it finds. Idempotent. */
export async function unseal(stack: Stack, { service, before }: Undo): Promise<void> {
  const state = await stack.state(service)
  if (state === 'paused') throw notOurs(`${service} is paused`)
  if (state === 'running') {
    const now = await sealOf(stack, service)
    if (now?.sealed === false) return
    if (now?.sealed && before.incarnation && (await stack.incarnation(service)) !== before.incarnation)
      throw notOurs(`${service} was started again, and is sealed`)
    if (now?.sealed) await stack.kill(service)
  }
  await stack.start(service)
}
