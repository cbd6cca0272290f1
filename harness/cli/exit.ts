import { DrillError, type DrillErrorCode } from '../model/error.ts'
import type { Verdict } from '../model/words.ts'

/** What a script learns from the exit code; 130 and 143 tell of signals. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  badInput: 2,
  refused: 3,
  errored: 4,
  notUndone: 5,
  inconclusive: 6,
  interrupted: 130,
  terminated: 143,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const ofError: Record<DrillErrorCode, ExitCode> = {
  'bad-input': exitCodes.badInput,
  usage: exitCodes.badInput,
  refused: exitCodes.refused,
  'start-failed': exitCodes.errored,
  'stack-lost': exitCodes.errored,
  'fault-failed': exitCodes.errored,
  'undo-failed': exitCodes.notUndone,
  conflict: exitCodes.notUndone,
  'journal-failed': exitCodes.errored,
  internal: exitCodes.errored,
}

const ofVerdict: Record<Verdict, ExitCode> = {
  passed: exitCodes.passed,
  failed: exitCodes.failed,
  inconclusive: exitCodes.inconclusive,
  errored: exitCodes.errored,
  aborted: exitCodes.interrupted,
}

/** The exit code of a verdict, or of whatever was thrown. */
export function exitCodeOf(outcome: unknown): ExitCode {
  if (outcome instanceof DrillError) return ofError[outcome.code]
  const verdict =
    typeof outcome === 'string' && Object.hasOwn(ofVerdict, outcome)
      ? ofVerdict[outcome as Verdict]
      : undefined
  return verdict ?? exitCodes.errored
}
