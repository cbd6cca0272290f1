import type { PartState, Stack } from '../stacks/stack.ts'
import type { Fault } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'
import { target } from './target.ts'
import type { Answer } from './witness.ts'

const settleMs = 5_000

interface PartFault {
  readonly name: string
  readonly summary: string
  readonly layer: Fault['layer']
  readonly needs: Fault['needs']
  readonly state: PartState
  readonly meets: readonly Answer[]
  inject(stack: Stack, service: string): Promise<void>
}

/** A fault that hits the target itself; every way to it, the control path included, then meets a dead server. */
export function partFault({ name, summary, layer, needs, state, meets, inject }: PartFault): Fault {
  return {
    name,
    summary,
    layer,
    options: target,
    needs,
    async prepare(stack, planned) {
      const { service } = planned
      const before = { state: await stack.state(service), incarnation: await stack.incarnation(service) }
      return { fault: name, service: planned.service, edges: planned.edges, before, fingerprint: stack.id }
    },
    inject: (stack, undo) => inject(stack, undo.service),
    async heal(stack, undo) {
      requireStack(stack, undo)
      const { service, before } = undo
      const now = await stack.state(service)
      if (now === before.state) return
      const ours = state === 'paused' && (await stack.incarnation(service)) === before.incarnation
      if (now === 'paused' && !ours) throw notOurs(`${service} is paused`)
      // Also when it was frozen: whatever ended it meanwhile, it is to run again.
      if (now === 'stopped') await stack.start(service)
      else await stack.resume(service)
    },
    verify: async (stack, undo) => (await stack.state(undo.service)) === undo.before.state,
    async witness(stack, planned, look) {
      // Loaded when it looks: a catalogue that is only read needs no TLS.
      const { callerSeen, canaries, controlPath, targetSilent } = await import('./witness.ts')
      if (look.moment === 'before') return [await callerSeen(stack, planned, look)]
      if (look.moment === 'hold') return [await targetSilent(stack, planned, look)]
      if (look.moment === 'end') return canaries(stack, planned.edges, ['open'], settleMs)
      const [canary, control] = await Promise.all([
        canaries(stack, planned.edges, meets, settleMs),
        controlPath(stack, planned.service, meets, settleMs),
      ])
      const is = await stack.state(planned.service)
      return [...canary, { ...control, ok: control.ok && is === state }]
    },
  }
}
