import type { Conducted, Runbook } from './runbook.ts'
import type { Channel, ExpectedOutcome, Layer, Phase, Revocable } from './words.ts'

/** Half-open interval [fromMs, toMs) of the run's monotonic clock; 0 is the start of phase `before`. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export interface PlannedPhase extends Span {
  readonly name: Phase
}

export interface Edge {
  readonly from: string
  readonly to: string
}

export interface PlannedFault extends Span {
  readonly id: string
  readonly fault: string
  /** What it really is; plans from before there were diagnoses do not say. */
  readonly layer?: Layer
  readonly options: Readonly<Record<string, unknown>>
  /** Set when the target can still be used, only worse. */
  readonly degrades?: boolean
  /** What nobody is to trust from then on. */
  readonly removes?: 'signing-key' | undefined
  /** Service that is hit, and every edge that the fault hits. */
  readonly service: string
  readonly edges: readonly Edge[]
}

export interface PlannedWorkload {
  readonly id: string
  readonly workload: string
  readonly options: Readonly<Record<string, unknown>>
  readonly classes: readonly string[]
  /** The estate's fallback whose access the classes are. */
  readonly fallback?: string
}

export interface PlannedStep {
  readonly id: string
  readonly step: string
  readonly atMs: number
  readonly options: Readonly<Record<string, unknown>>
  /** The step of a runbook that it stands for, where there is one. */
  readonly conducts?: Conducted
}

/** A runbook that the drill follows, as it was read. */
export interface PlannedRunbook extends Omit<Runbook, 'runbook'> {
  readonly name: string
  /** Of the file's bytes: `sha256:…`. */
  readonly digest: string
}

export interface PlannedExpectation extends Span {
  readonly access: string
  readonly phase: Phase
  readonly outcome: ExpectedOutcome
  /** Attempts that begin earlier than this after the phase's start are not judged. */
  readonly withinMs: number
}

export interface PlannedRevocation {
  readonly step: string
  readonly identity: string
  readonly what: Revocable
  readonly via: Channel
  readonly atMs: number
  /** Access class of the revoked principal, and of its unrevoked twin. */
  readonly access: string
  readonly twin: string
  /** True when the channel runs over an edge that a fault cuts at that time: it becomes revocation debt. */
  readonly cut: boolean
  /** The denial must be stable this long after the command (open channel) or after recovery (cut channel). */
  readonly withinMs: number
}

/** Predicted bounds of one access path; `null` is "not bounded within the drill". */
export interface FrontierPoint {
  readonly access: string
  readonly continuityMs: number | null
  readonly staleMs: number | null
  readonly because: string
}

export interface PlannedLifetime {
  readonly name: string
  readonly what: string
  readonly drillMs: number
  readonly productionMs: number
  readonly crossed: boolean
}

export interface PlannedLimits {
  readonly maxDurationMs: number
  /** Services that may be hit; undefined: any of a stack that the harness made itself. */
  readonly blastRadius?: readonly string[]
}

/** Everything that decides what a run does and how it is judged, as plain JSON. */
export interface Plan {
  readonly schema: 'identity-drill/plan/1'
  readonly scenario: string
  readonly title: string
  readonly teaches: string
  readonly scenarioDigest: string
  readonly estate: string
  readonly estateDigest: string
  readonly driver: string
  readonly driverBecause: string
  readonly seed: number
  readonly durationMs: number
  readonly phases: readonly PlannedPhase[]
  readonly faults: readonly PlannedFault[]
  readonly workloads: readonly PlannedWorkload[]
  readonly steps: readonly PlannedStep[]
  readonly expectations: readonly PlannedExpectation[]
  readonly revocations: readonly PlannedRevocation[]
  readonly frontier: readonly FrontierPoint[]
  readonly lifetimes: readonly PlannedLifetime[]
  /** Identity → owner, for the people who must act on a finding. */
  readonly owners: Readonly<Record<string, string>>
  /** Plans from before there were runbook files have none. */
  readonly runbooks?: readonly PlannedRunbook[]
  /** Who hears of alerts: the owner of the estate's alerting service. */
  readonly alerted?: string
  /** What its authors expect to happen, written down before anything is injected. */
  readonly prediction?: string
  readonly criticalFunction?: string
  /** How soon after the end of the outage the critical function must work again. */
  readonly recoveryObjectiveMs?: number
  /** What the run may do at most. Plans from before there were limits have none. */
  readonly limits?: PlannedLimits
  /** An access path that should be granted while a fault lasts, and is not for so many attempts in a row, ends the run. */
  readonly stopAfter?: number
  /** How often a dependency may be tried for one request, against the time before the outage. Older plans do not say. */
  readonly amplification?: number
}
