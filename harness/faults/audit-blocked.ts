import { notOurs, requireStack } from './ours.ts'
import { stranger } from './vault/stranger.ts'
import { vaultFault } from './vault/vault-fault.ts'

/** What a vault cannot audit it must not do: one of its audit devices blocks, and every audited request hangs. */
export const auditBlocked = vaultFault({
  name: 'audit-blocked',
  summary: 'An audit device of the vault blocks: its health is good, and every request hangs.',
  needs: [],
  trials: () => [{ asked: stranger, ends: ['silent'] }],
  health: [200],
  async prepare(stack, { id, service, edges }) {
    const { heldBy } = await import('./vault/audit-collector.ts')
    if ((await heldBy(stack, service)) !== undefined) throw notOurs(`the audit log of ${service} is held`)
    const before = { by: `${stack.id} ${id} ${Date.now()}` }
    return { fault: 'audit-blocked', service, edges, before, fingerprint: stack.id }
  },
  async inject(stack, { service, before }, signal) {
    const { hold } = await import('./vault/audit-collector.ts')
    await hold(stack, service, String(before.by), signal)
  },
  async heal(stack, undo) {
    const { heldBy, release } = await import('./vault/audit-collector.ts')
    requireStack(stack, undo)
    const { service, before } = undo
    const by = await heldBy(stack, service)
    if (by === undefined) return
    // An empty one was being written as its writer died.
    if (by !== before.by && by !== '') throw notOurs(`the audit log of ${service} is held`)
    await release(stack, service)
  },
  async verify(stack, { service }) {
    const { heldBy } = await import('./vault/audit-collector.ts')
    return (await heldBy(stack, service)) === undefined
  },
  async hold(stack, planned, look) {
    const { nobodyAnswered } = await import('./vault/answers.ts')
    return nobodyAnswered(stack, planned, look)
  },
})
