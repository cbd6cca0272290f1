import type { Finding } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import type { History } from '../model/record.ts'

/** A promise, and a pure function that judges it: the same history and plan always give the same finding. */
export interface Oracle {
  readonly name: string
  readonly promise: string
  /** False when the plan never made this promise (no emergency access, say): then there is no finding. Default: true. */
  applies?(plan: Plan): boolean
  judge(history: History, plan: Plan): Finding
}
