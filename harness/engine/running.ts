import type { Plan } from '../model/plan.ts'
import type { People } from '../model/question.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Actor } from '../workloads/workload.ts'
import type { Catalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'
import type { Redactor } from './redact.ts'
import type { TrueTargets } from './true-targets.ts'

/** Told as things happen, for a person who watches. */
export type Progress = (event: {
  readonly kind: 'phase' | 'fault' | 'step' | 'note'
  readonly text: string
}) => void

/** Told what went wrong inside the harness, for its diagnosis alone: no verdict rests on it. */
export type Trouble = (where: string, error: unknown) => void

/** What every part of a run in progress shares. */
export interface Running {
  readonly run: string
  readonly plan: Plan
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
  readonly clock: Clock
  readonly redact: Redactor
  readonly progress: Progress
  readonly trouble?: Trouble
  /** Those who are asked; without them nobody is there. */
  readonly people?: People
  readonly actors: readonly Actor[]
  readonly targets: TrueTargets
  /** False when the estate is not as it should be before anything is injected; the run then ends. */
  steady(): boolean
  /** Wall clock (ms) at which the workloads began to enter: the witnesses' look back begins there. */
  readonly enteredMs: number
}
