import type { Plugin } from '../model/plugin.ts'
import type { Capability, Stack } from '../stacks/stack.ts'
import type { Actor, Recorder } from '../workloads/workload.ts'

export interface StepContext {
  readonly stack: Stack
  readonly actors: readonly Actor[]
  readonly recorder: Recorder
  readonly signal: AbortSignal
}

/** Something the operator does once during the drill. A step whose way is cut throws `StepCut`, and is tried again. */
export interface Step<O> extends Plugin<O> {
  /** What it asks of the driver; `plan` refuses one that cannot. */
  readonly needs: readonly Capability[]
  act(context: StepContext, options: O): Promise<{ detail?: string }>
}

/** The command could not be given because its channel does not answer; the engine tries it again until it can. */
export class StepCut extends Error {
  override readonly name = 'StepCut'
}
