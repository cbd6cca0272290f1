import { DrillError } from '../model/error.ts'
import type { Stack } from '../stacks/stack.ts'
import { notOurs, requireStack } from './ours.ts'
import { command, sealOf } from './vault/commands.ts'
import { stranger } from './vault/stranger.ts'
import { vaultFault } from './vault/vault-fault.ts'

/** Sealed for real. A start unseals it again, with the seal that it finds by itself; nobody keeps shares of a key. */
export const sealed = vaultFault({
  name: 'sealed',
  summary: 'The vault is sealed: it answers, and opens nothing until it has been unsealed.',
  needs: ['kill-restart'],
  trials: () => [{ asked: stranger, ends: [503] }],
  health: [503],
  async prepare(stack, { service, edges }) {
    requireSelfUnsealing(service, await sealOf(stack, service))
    const before = { incarnation: await stack.incarnation(service) }
    return { fault: 'sealed', service, edges, before, fingerprint: stack.id }
  },
  async inject(stack, { service }) {
    await command(stack, service, { method: 'PUT', path: 'sys/seal' })
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    const { service, before } = undo
    const state = await stack.state(service)
    if (state === 'paused') throw notOurs(`${service} is paused`)
    if (state === 'running') {
      const now = await sealOf(stack, service)
      if (now?.sealed === false) return
      if (now?.sealed && (await stack.incarnation(service)) !== before.incarnation)
        throw notOurs(`${service} was started again, and is sealed`)
      if (now?.sealed) await stack.kill(service)
    }
    await stack.start(service)
  },
  verify: async (stack: Stack, { service }) => (await sealOf(stack, service))?.sealed === false,
})

function requireSelfUnsealing(vault: string, seal: Awaited<ReturnType<typeof sealOf>>): void {
  if (!seal) throw new DrillError('stack-lost', `${vault} does not say how it is unsealed`)
  if (seal.sealed) throw new DrillError('conflict', `${vault} is sealed already`)
  if (seal.type !== 'shamir') return
  throw new DrillError('refused', `${vault} does not unseal itself: a drill must not seal it`, {
    next: 'Configure auto-unseal, or drill with `unreachable`.',
  })
}
