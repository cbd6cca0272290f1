import type { Fault } from '../faults/fault.ts'
import type { Oracle } from '../oracles/oracle.ts'
import type { Step } from '../steps/step.ts'
import type { Workload } from '../workloads/workload.ts'

/** The plug-ins a run may use, by name. Options were parsed by each plug-in's own schema when the plan was made. */
export interface Catalog {
  readonly faults: Readonly<Record<string, Fault>>
  // biome-ignore lint/suspicious/noExplicitAny: each entry has options of its own; the reader parses them with its schema
  readonly workloads: Readonly<Record<string, Workload<any>>>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly steps: Readonly<Record<string, Step<any>>>
  readonly oracles: readonly Oracle[]
}
