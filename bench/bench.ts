/** What a bench compares; values are milliseconds, smaller is better. */
export interface Comparison {
  /** What was measured, such as `drill --help`. */
  readonly what: string
  /** What it is set against, such as `node -e 0`; undefined where the aim is a time of its own. */
  readonly against?: string
  readonly aim: Aim
  readonly values: readonly number[]
  readonly againstValues?: readonly number[]
}

/** `at-most`: what / against (or, without `against`, seconds). `at-least`: against / what. */
export type Aim = { readonly 'at-most': number } | { readonly 'at-least': number }

export interface Measuring {
  /** How often each side is measured; undefined for the bench's own number. */
  readonly rounds?: number
  /** Progress, for a person who watches. */
  readonly say: (text: string) => void
  readonly signal: AbortSignal
}

export interface Bench {
  readonly name: string
  readonly summary: string
  /** Throws DrillError `refused` where it cannot be measured. */
  measure(measuring: Measuring): Promise<readonly Comparison[]>
}
