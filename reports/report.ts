import type { AuditRecord } from '../harness/model/audit.ts'
import type { Judgement } from '../harness/model/finding.ts'
import type { Plan } from '../harness/model/plan.ts'
import type { History } from '../harness/model/record.ts'

/** Everything a document is made from; all of it stands in the run's folder. */
export interface Evidence {
  readonly run: string
  readonly plan: Plan
  readonly history: History
  readonly judgement: Judgement
  readonly audit: AuditRecord
}

export interface Report {
  readonly name: string
  /** File name in the run's folder. */
  readonly file: string
  render(evidence: Evidence): string
}
