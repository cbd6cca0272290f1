/** Why the harness could not do what was asked; each code has one exit code (see `exitCodeOf`). */
export type DrillErrorCode =
  | 'bad-input' // scenario, estate or runbook is not valid
  | 'usage' // the command line is not valid
  | 'refused' // valid, but must not or cannot start here (a driver lacks a capability, a tool is missing)
  | 'start-failed' // a part of the stack did not come up
  | 'stack-lost' // a stack that was up does not answer or cannot be found
  | 'fault-failed' // a fault could not be injected
  | 'undo-failed' // something that was changed could not be changed back
  | 'conflict' // what was changed is no longer ours to change back
  | 'journal-failed' // the journal could not be written or read
  | 'internal'

/** One thing wrong in an input file. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly message: string
  /** What would have been right, and the nearest valid word where there is one. */
  readonly expected?: string
}

export interface DrillErrorDetails {
  readonly cause?: unknown
  readonly problems?: readonly Problem[]
  /** What the reader can do next, as one sentence. */
  readonly next?: string
}

/** The only error class of the harness: a code for programs, a message and a next step for people. */
export class DrillError extends Error {
  readonly code: DrillErrorCode
  readonly problems: readonly Problem[]
  readonly next: string | undefined

  constructor(code: DrillErrorCode, message: string, details: DrillErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'DrillError'
    this.code = code
    this.problems = details.problems ?? []
    this.next = details.next
  }
}
