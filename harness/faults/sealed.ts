import { requireStack } from './ours.ts'
import { command, sealOf } from './vault/commands.ts'
import { stranger } from './vault/stranger.ts'
import { requireSelfUnsealing, unseal } from './vault/unsealing.ts'
import { vaultFault } from './vault/vault-fault.ts'

/** Sealed for real. A start unseals it again, with the seal that it finds by itself; nobody keeps shares of a key. */
export const sealed = vaultFault({
  name: 'sealed',
  summary: 'The vault is sealed: it answers, and opens nothing until it has been unsealed.',
  needs: ['kill-restart'],
  trials: () => [{ asked: stranger, ends: [503] }],
  health: [503],
  async prepare(stack, { service, edges }) {
    await requireSelfUnsealing(stack, service)
    const before = { incarnation: await stack.incarnation(service) }
    return { fault: 'sealed', service, edges, before, fingerprint: stack.id }
  },
  async inject(stack, { service }) {
    await command(stack, service, { method: 'PUT', path: 'sys/seal' })
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    await unseal(stack, undo)
  },
  verify: async (stack, { service }) => (await sealOf(stack, service))?.sealed === false,
})
