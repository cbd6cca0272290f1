import type { z } from 'zod'
import type { PlannedFault } from '../model/plan.ts'
import type { EdgeState, Stack } from '../stacks/stack.ts'
import { edgeStateFault } from './edge-state-fault.ts'
import { type Effect, witnessed } from './effect.ts'
import type { Fault, Look, Observed } from './fault.ts'
import type { Target } from './target.ts'

interface ImpairedEdge<O extends Target> {
  readonly name: string
  readonly summary: string
  readonly options: z.ZodType<O>
  state(options: O): EdgeState
  degrades?(options: O): boolean
  effect(options: O): Effect
  /** What the target's own log shows of the callers while it lasts. */
  hold(stack: Stack, planned: PlannedFault, look: Look, options: O): Promise<readonly Observed[]>
}

/** A fault that leaves the target alone and impairs the ways to it: what passes there is late, slow or cut off. */
export function impairedEdge<O extends Target>(of: ImpairedEdge<O>): Fault {
  // Options of a plan were parsed by the schema when it was made.
  const own = (options: Readonly<Record<string, unknown>>) => options as unknown as O
  return edgeStateFault({
    ...{ name: of.name, summary: of.summary, layer: 'transport', options: of.options },
    state: (options) => of.state(own(options)),
    degrades: (options) => of.degrades?.(own(options)) ?? false,
    async witness(stack, planned, look) {
      if (look.moment === 'hold') return of.hold(stack, planned, look, own(planned.options))
      if (look.moment !== 'before')
        return witnessed(stack, planned, look.moment, of.effect(own(planned.options)))
      const { callerSeen } = await import('./witness.ts')
      return [await callerSeen(stack, planned, look)]
    },
  })
}
