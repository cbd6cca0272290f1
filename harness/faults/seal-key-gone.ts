import { DrillError } from '../model/error.ts'
import { notOurs, requireStack } from './ours.ts'
import { sealOf } from './vault/commands.ts'
import { requireSelfUnsealing, unseal } from './vault/unsealing.ts'
import { vaultFault } from './vault/vault-fault.ts'

/** What unseals the vault is gone. Nobody notices until it starts again, and then nothing else unseals it. */
export const sealKeyGone = vaultFault({
  name: 'seal-key-gone',
  summary: 'What unseals the vault is out of reach: nothing breaks until its next start, which then fails.',
  needs: ['kill-restart'],
  degrades: () => true,
  trials: () => 'as usual',
  health: [200],
  async prepare(stack, { service, edges }) {
    const { sealKey } = await import('./vault/seal-key.ts')
    await requireSelfUnsealing(stack, service)
    const { there, aside } = await sealKey(stack, service)
    if (aside) throw notOurs(`the seal key of ${service} was put aside`)
    if (!there)
      throw new DrillError('refused', `${service} keeps no seal key that a drill could take away`, {
        next: 'Cut the edge to its seal service with `unreachable` instead.',
      })
    return { fault: 'seal-key-gone', service, edges, before: {}, fingerprint: stack.id }
  },
  async inject(stack, { service }) {
    await (await import('./vault/seal-key.ts')).putAside(stack, service)
  },
  async heal(stack, undo) {
    requireStack(stack, undo)
    const { sealKey, putBack } = await import('./vault/seal-key.ts')
    const { there, aside } = await sealKey(stack, undo.service)
    if (there && aside) throw notOurs(`${undo.service} was given another seal key`)
    if (aside) await putBack(stack, undo.service)
    await unseal(stack, undo)
  },
  async verify(stack, { service }) {
    const { there, aside } = await (await import('./vault/seal-key.ts')).sealKey(stack, service)
    return there && !aside && (await sealOf(stack, service))?.sealed === false
  },
  async begun(stack, { service }) {
    const { there } = await (await import('./vault/seal-key.ts')).sealKey(stack, service)
    const detail = `the seal key of ${service} is ${there ? 'where it was' : 'gone from where it looks for it'}`
    return { witness: 'control-path', ok: !there, detail }
  },
  async hold(stack, planned, look) {
    return (await import('./callers.ts')).targetReached(stack, planned, look)
  },
})
