import type { Plugin } from '../model/plugin.ts'
import type { Answered } from '../model/question.ts'
import type { Change } from '../model/record.ts'
import type { Conducted } from '../model/runbook.ts'
import type { Capability, Stack } from '../stacks/stack.ts'
import type { Actor, Changing, Recorder } from '../workloads/workload.ts'

export interface StepContext {
  readonly stack: Stack
  readonly actors: readonly Actor[]
  readonly recorder: Recorder
  readonly changing: Changing
  readonly signal: AbortSignal
  /** Aborted at the end of the phase in which the step began. */
  readonly limit: AbortSignal
  /** Has a person do a step of a runbook. Rejects when the signal aborts before anybody has answered. */
  ask(of: Conducted, signal: AbortSignal): Promise<Answered>
}

/** Something the operator does once during the drill. A step whose way is cut throws `StepCut`, and is tried again. */
export interface Step<O> extends Plugin<O> {
  /** What it asks of the driver; `plan` refuses one that cannot. */
  readonly needs: readonly Capability[]
  /** The role whose server it changes whatever its options say: that is asked first who it is. */
  readonly administers?: 'idp'
  act(context: StepContext, options: O): Promise<{ detail?: string; answered?: Answered }>
  /**
   * Undoes one change that it announced, made or not, and sees that it is undone; may give a remark. Idempotent, from
   * any process. Throws `conflict` for what is no longer ours.
   */
  undo?(stack: Stack, what: Change, signal: AbortSignal): Promise<string | undefined>
}

/** The command could not be given because its channel does not answer; the engine tries it again until it can. */
export class StepCut extends Error {
  override readonly name = 'StepCut'
}

/** Nobody answered in time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}
