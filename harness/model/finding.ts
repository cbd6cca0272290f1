import type { Verdict } from './words.ts'

/** Why a finding is what it is; `events` are the journal's sequence numbers that it rests on. */
export interface Reason {
  readonly verdict: Verdict
  /** A stable word for programs, such as `granted-after-revocation`. */
  readonly code: string
  readonly text: string
  readonly access?: string
  readonly owner?: string
  readonly events: readonly number[]
}

/** Something measured, as an interval where it has one: `app-session lived 90 s of 90 s`. */
export interface Measure {
  readonly name: string
  readonly access?: string
  readonly lowMs: number
  readonly highMs: number
  readonly text: string
}

/** The verdict of one oracle over one run. */
export interface Finding {
  readonly oracle: string
  readonly promise: string
  readonly verdict: Verdict
  readonly summary: string
  readonly reasons: readonly Reason[]
  readonly measures: readonly Measure[]
}

export interface Judgement {
  readonly schema: 'identity-drill/findings/1'
  readonly run: string
  readonly scenario: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

const rank: Record<Verdict, number> = { passed: 0, inconclusive: 1, failed: 2, errored: 3, aborted: 4 }

/** Failed outranks inconclusive outranks passed; nothing observed is never a pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>((a, b) => (rank[b] > rank[a] ? b : a), verdicts[0] ?? 'inconclusive')
}
