import type { EdgeState } from '../stacks/stack.ts'
import { edgeStateFault } from './edge-state-fault.ts'
import type { Fault } from './fault.ts'
import { target } from './target.ts'
import type { Answer } from './witness.ts'

const settleMs = 3_000

interface EdgeFault {
  readonly name: string
  readonly summary: string
  readonly layer: Fault['layer']
  /** State that every hit edge is brought into. */
  readonly state: EdgeState
  /** What a newcomer on such an edge meets. */
  readonly meets: readonly Answer[]
}

/** A fault that leaves the target alone and lets nothing through to it. */
export function edgeFault({ name, summary, layer, state, meets }: EdgeFault): Fault {
  return edgeStateFault({
    ...{ name, summary, layer, options: target, state: () => state },
    async witness(stack, planned, look) {
      // Loaded when it looks: a catalogue that is only read needs no TLS.
      const { callerSeen, canaries, controlPath, targetSilent } = await import('./witness.ts')
      if (look.moment === 'before') return [await callerSeen(stack, planned, look)]
      if (look.moment === 'hold') return [await targetSilent(stack, planned, look)]
      if (look.moment === 'end') return canaries(stack, planned.edges, ['open'], settleMs)
      const [canary, control] = await Promise.all([
        canaries(stack, planned.edges, meets, settleMs),
        controlPath(stack, planned.service, ['open'], settleMs),
      ])
      return [...canary, control]
    },
  })
}
