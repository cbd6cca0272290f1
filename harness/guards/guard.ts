import type { Estate } from '../model/estate.ts'
import type { Plan } from '../model/plan.ts'
import type { Target } from '../model/target.ts'
import type { Stack } from '../stacks/stack.ts'

/** What a guard may look at before a drill starts. */
export interface Situation {
  readonly plan: Plan
  readonly estate: Estate
  /** Who threw the kill switch, and why; undefined when nobody did. */
  readonly stopped?: { readonly by: string; readonly reason: string }
  /** What may be drilled although the harness did not make it. */
  readonly targets: readonly Target[]
  readonly now: Date
}

/** The same, with the stack that the drill would run on; nothing in it has been changed yet. */
export interface OnStack extends Situation {
  readonly stack: Stack
  readonly signal: AbortSignal
}

/** Why a drill must not start, and what can be done about it. */
export interface Refusal {
  readonly why: string
  readonly next: string
}

/** Keeps drills from starting where they must not. What can be told from the plan alone is refused by `plan`. */
export interface Guard {
  readonly name: string
  readonly summary: string
  /** Before a stack comes up. */
  before?(situation: Situation): Refusal | undefined
  /** When the stack is up, before anything in it is changed. */
  onStack?(situation: OnStack): Promise<Refusal | undefined>
}
