import type { PlannedFault } from '../../model/plan.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Fault, Look, Observed } from '../fault.ts'
import type { Ending } from './ask.ts'
import { stranger } from './stranger.ts'
import { vaultTarget } from './target.ts'
import type { Trial } from './witnesses.ts'

const settleMs = 5_000

export interface VaultFault extends Omit<Fault, 'options' | 'layer' | 'role' | 'witness'> {
  readonly options?: Fault['options']
  /** What strangers try while it lasts, and how that ends; or they are answered as usual. */
  trials(planned: PlannedFault): readonly Trial[] | 'as usual'
  /** What strangers try afterwards; default: a login, about which it decides. */
  readonly well?: Trial
  readonly health: readonly Ending[]
  /** Another witness of its beginning. */
  begun?(stack: Stack, planned: PlannedFault): Promise<Observed>
  /** What the vault's own log must show while it lasted; default: no call of those that call it. */
  hold?(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed>
}

/** A fault of the vault itself: it is reached, and says that it cannot, or says nothing. */
export function vaultFault({
  trials,
  well,
  health,
  begun,
  hold,
  options = vaultTarget,
  ...fault
}: VaultFault): Fault {
  return {
    ...fault,
    options,
    layer: 'application',
    role: 'vault',
    async witness(stack, planned, look) {
      // Loaded when it looks: a catalogue that is only read needs no TLS.
      const { callerSeen, targetSilent } = await import('../witness.ts')
      const { decided, healthControl, vaultCanaries } = await import('./witnesses.ts')
      const { service, edges } = planned
      if (look.moment === 'before') return [await callerSeen(stack, planned, look)]
      if (look.moment === 'hold') return [await (hold ?? targetSilent)(stack, planned, look)]
      const usual = [well ?? { asked: stranger, ends: decided }]
      if (look.moment === 'end') return vaultCanaries(stack, edges, usual, settleMs)
      const tried = trials(planned)
      const [canaries, control, more] = await Promise.all([
        vaultCanaries(stack, edges, tried === 'as usual' ? usual : tried, settleMs),
        healthControl(stack, service, health, settleMs),
        begun?.(stack, planned),
      ])
      return [...canaries, control, ...(more ? [more] : [])]
    },
  }
}
