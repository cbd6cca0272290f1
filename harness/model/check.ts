/** `unproven`: nothing speaks against it, and what would prove it is not here. */
export type CheckState = 'ok' | 'failed' | 'unproven'

/** One thing that was looked at when evidence was verified. */
export interface Check {
  /** A stable name, such as `result signature`. */
  readonly check: string
  readonly state: CheckState
  readonly text: string
  /** The evidence counts as verified without it. */
  readonly optional?: true
}

export const ok = (check: string, text: string): Check => ({ check, state: 'ok', text })
export const failed = (check: string, text: string): Check => ({ check, state: 'failed', text })
export const unproven = (check: string, text: string): Check => ({ check, state: 'unproven', text })
export const open = (check: string, text: string): Check => ({ ...unproven(check, text), optional: true })

/** One check of many things: what is wrong with them, else that all is well. */
export const each = (check: string, wrong: readonly string[], text: string): Check[] =>
  wrong.length === 0 ? [ok(check, text)] : wrong.map((what) => failed(check, what))
