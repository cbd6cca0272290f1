import type { Verdict } from './words.ts'

/** A file that a statement speaks of, by the SHA-256 of its stored bytes (hex). `name` is relative to the run's folder. */
export interface Subject {
  readonly name: string
  readonly digest: { readonly sha256: string }
}

/** in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md). */
export interface Statement<P> {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly Subject[]
  readonly predicateType: string
  readonly predicate: P
}

/** What kinds of statements there are. The host is reserved for examples (RFC 2606): a type is a name, not a page. */
export const predicateTypes = {
  started: 'https://identity-drill.example/drill-started/v1',
  result: 'https://identity-drill.example/drill-result/v1',
  approval: 'https://identity-drill.example/plan-approval/v1',
  witness: 'https://identity-drill.example/result-witness/v1',
} as const

/** Names the run before: its number, and the SHA-256 (hex) of its stored statements. */
export interface Previous {
  readonly number: number
  /** Of its drill-started statement. */
  readonly digest: string
  /** Of its drill-result statement; null when there was none yet. */
  readonly result: string | null
}

/** Signed before anything is injected, so that a drill that went badly cannot vanish. Subject: plan.json. */
export interface DrillStarted {
  readonly run: string
  /** Runs are numbered consecutively from 1. */
  readonly number: number
  readonly previous: Previous | null
  readonly scenario: string
  /** Fallback paths of the estate that the drill exercises. */
  readonly fallbacks: readonly string[]
  readonly planDigest: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly harness: { readonly name: string; readonly version: string }
}

/** Signed when the run has ended and was judged. Subjects: every file of the run's folder. */
export interface DrillResult {
  readonly run: string
  readonly number: number
  /** SHA-256 (hex) of the stored bundle of the drill-started statement. */
  readonly started: string
  readonly journal: { readonly records: number; readonly head: string }
  readonly verdict: Verdict
  readonly endedAt: string
}

/** An approver's word on a plan, before it runs. Subject: plan.json. */
export interface PlanApproval {
  readonly approver: string
  readonly scenario: string
  /** ISO 8601, UTC. */
  readonly approvedAt: string
  /** From then on (ISO 8601, UTC) it approves nothing any more. */
  readonly expiresAt: string
}

/** A witness's word on a result. Subject: the bundle of the drill-result statement. */
export interface ResultWitness {
  readonly witness: string
  readonly run: string
  readonly witnessedAt: string
}
