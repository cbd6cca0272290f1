import type { Edge } from '../model/plan.ts'
import type { Stack } from '../stacks/stack.ts'

export const directions = ['ahead', 'behind'] as const
export type Direction = (typeof directions)[number]

/** `too-early`: a credential that is new is refused. `too-late`: one that has ended is accepted. */
export const kinds = ['too-early', 'too-late'] as const
export type Kind = (typeof kinds)[number]

/** A threshold that is looked for in one direction: the least drift (ms) at which it happens; `null`: at none. */
export interface Predicted {
  readonly direction: Direction
  readonly kind: Kind
  readonly driftMs: number | null
}

/** Brings the clock of a part to a time (ms since 1970), now. */
export type SetTo = (service: string, atMs: number) => Promise<void>

export interface Measuring {
  readonly stack: Stack
  readonly setTo: SetTo
  /** Cuts an edge for a moment, so that whoever calls over it has to connect anew. */
  readonly anew: (edge: Edge) => Promise<void>
  readonly signal: AbortSignal
  /** How long ago (ms) an ended credential has ended. */
  readonly lateMs: number
}

/** One part whose clock is moved, and one access class that feels it. */
export interface Case {
  /** The part whose clock is moved. */
  readonly service: string
  readonly access: string
  /** What the prediction rests on, in words. */
  readonly because: string
  readonly predicted: readonly Predicted[]
  /** Farthest drift that is tried, and how far apart the first tries lie (ms). */
  readonly limitMs: number
  readonly strideMs: number
  /** Is the access granted with this drift (ms, with its sign)? */
  granted(kind: Kind, driftMs: number): Promise<boolean>
  /** Ends what was taken for it. */
  leave(): Promise<void>
}

/** Gives the cases of an access class on a stack; none where its estate lacks what it needs. */
export type Prepare = (measuring: Measuring) => Promise<readonly Case[]>
