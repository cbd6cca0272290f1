/** What a bench compares, or measures alone; values are milliseconds unless `unit` says otherwise. */
export interface Comparison {
  /** What was measured, such as `drill --help`. */
  readonly what: string
  /** What it is set against, such as `node -e 0`; undefined where the aim is a time of its own. */
  readonly against?: string
  /** Undefined: a figure without one. */
  readonly aim?: Aim
  /** What `values` are in, and are told in; undefined: milliseconds, told in seconds. */
  readonly unit?: string
  /** How many observations a value sums up, where it is a percentile. */
  readonly of?: number
  readonly values: readonly number[]
  readonly againstValues?: readonly number[]
}

/** `at-most`: what / against (or, without `against`, seconds). `at-least`: against / what, or the value. */
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
