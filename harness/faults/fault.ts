import type { Edge, PlannedFault } from '../model/plan.ts'
import type { Plugin } from '../model/plugin.ts'
import type { Witnessed } from '../model/record.ts'
import type { Layer, Role } from '../model/words.ts'
import type { Capability, Stack } from '../stacks/stack.ts'
import type { Target } from './target.ts'

/** Plain JSON without secrets, written and fsynced before the change: enough to undo it from any process. */
export interface Undo {
  readonly fault: string
  readonly service: string
  readonly edges: readonly Edge[]
  /** What the target was before, to be restored. */
  readonly before: Readonly<Record<string, unknown>>
  /** What it was brought into, where options decide it. */
  readonly to?: string
  /** Identifies the target (pid and start time, container id), so that nobody else's part is touched. */
  readonly fingerprint: string
}

export type Observed = Pick<Witnessed, 'witness' | 'ok' | 'detail'>

/** What a witness may look at: the moment, and since when (wall clock, ms) the fault has lasted or been absent. */
export interface Look {
  readonly moment: Witnessed['moment']
  readonly sinceMs: number
  /** Wall clock (ms) at which the fault's undoing began, for a look back. */
  readonly untilMs?: number
}

/**
 * A fault brings a service or an edge into the state that it is named after. `inject` gives no closure that
 * heals: a process that died could not call it. What heals is `heal(stack, undo)`, from any process.
 */
export interface Fault extends Plugin<Target> {
  /** What it really is, whatever it looks like. Diagnoses are compared with it; they never see it. */
  readonly layer: Layer
  /** The role that its target must hold; any, where it names none. */
  readonly role?: Role
  readonly needs: readonly Capability[]
  /** True when its target can still be used with these options, only worse: the plan then counts nothing as cut. */
  degrades?(options: Readonly<Record<string, unknown>>): boolean
  /** What it takes out of use for good, as far as those are concerned who had it: the key that signed their tokens. */
  readonly removes?: 'signing-key'
  prepare(stack: Stack, planned: PlannedFault): Promise<Undo>
  inject(stack: Stack, undo: Undo, signal: AbortSignal): Promise<void>
  /** Idempotent. */
  heal(stack: Stack, undo: Undo): Promise<void>
  /** Reads back: is everything as it was before? */
  verify(stack: Stack, undo: Undo): Promise<boolean>
  /**
   * Asks witnesses which do not ask the tool that injected: a canary from each caller's position, a control
   * path that shows the target alive (dead for `stopped` and `paused`), the target's own log.
   */
  witness(stack: Stack, planned: PlannedFault, look: Look): Promise<readonly Observed[]>
  /** Asked once more right before the undoing, of a fault that leaves no trace to look back at; since when (ms). */
  lasted?(stack: Stack, planned: PlannedFault, sinceMs: number): Promise<readonly Observed[]>
}
