import type { Verdict } from './words.ts'

/** Who takes part in a drill, by name. Names are not approvals: those are signed statements. */
export interface Roster {
  readonly coordinator?: string
  readonly approvers: readonly string[]
  readonly witness?: string
  readonly participants: readonly string[]
}

/**
 * One step as it was done: of a runbook, or of the drill itself (`runbook` is empty). Times are ms on the run's
 * clock; `plannedMs` is how long it may take, `plannedAtMs` when it was due. Null: not set, or it never happened.
 */
export interface ConductedStep {
  readonly runbook: string
  readonly step: string
  readonly title: string
  readonly by: 'machine' | 'person'
  readonly who: string
  readonly plannedMs: number | null
  readonly plannedAtMs: number | null
  readonly beganMs: number | null
  readonly endedMs: number | null
  readonly outcome: 'done' | 'refused' | 'failed' | 'not-done'
  readonly note?: string
  readonly events: readonly number[]
}

/** One stage in the life of an emergency credential. */
export interface CustodyStage {
  readonly stage:
    | 'custody'
    | 'approval'
    | 'retrieval'
    | 'use'
    | 'alert'
    | 'disarm'
    | 'expiry'
    | 'rotation'
    | 're-seal'
  readonly who?: string
  readonly atMs: number | null
  /** For alerts: how long after the use it was seen, and by whom. */
  readonly latencyMs?: number
  readonly recipient?: string
  readonly text: string
  readonly events: readonly number[]
}

/** What has to be done about a finding, by whom and until when; or who accepts the risk, and until when. */
export interface FollowUp {
  /** `<oracle>/<reason code>` of the finding it answers. */
  readonly finding: string
  readonly kind: 'remediation' | 'accepted-risk'
  readonly owner: string
  /** ISO 8601 date: due date of a remediation, last day of an accepted risk. */
  readonly until: string
  readonly text: string
  /** Speaks of findings of this scenario, or about this access path, alone; of all unless given. */
  readonly scenario?: string
  readonly access?: string
}

/** A signature under the plan or the result that was verified under a trusted key. `at` is ISO 8601, UTC. */
export interface SignOff {
  readonly role: string
  readonly who: string
  readonly at: string
  readonly keyId: string
}

/** Everything that an auditor asks for about one drill, gathered from plan, journal and findings. */
export interface AuditRecord {
  readonly drill: string
  readonly number: number | null
  readonly scenario: string
  readonly scenarioDigest: string
  readonly estateDigest: string
  readonly roster: Roster
  readonly runbooks: readonly {
    readonly name: string
    readonly title: string
    readonly version: string
    readonly digest: string
  }[]
  readonly steps: readonly ConductedStep[]
  readonly custody: readonly CustodyStage[]
  /** Written down in the plan, before anything was injected. */
  readonly prediction: string | null
  readonly criticalFunction: string | null
  /** How soon after the end of the outage it must work again, and what the drill measured (ms; null: not set, not measured). */
  readonly recoveryObjective: { readonly objectiveMs: number | null; readonly measuredMs: number | null }
  readonly verdict: Verdict
  readonly versions: Readonly<Record<string, string>>
  readonly anomalies: readonly { readonly text: string; readonly events: readonly number[] }[]
  readonly followUps: readonly FollowUp[]
  /** Findings that failed and that nobody has taken yet. */
  readonly open: readonly string[]
  readonly signOffs: readonly SignOff[]
}
