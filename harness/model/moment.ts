import { parseDuration } from './duration.ts'
import { type ExpectedOutcome, expectedOutcomes, type Phase, phases } from './words.ts'

/** A moment as scenarios write it, with its offset in milliseconds. */
export interface Moment {
  readonly phase: Phase
  readonly offsetMs: number
}

/** `during + 10s` → phase and offset; `undefined` when the text is no moment. */
export function parseMoment(text: string): Moment | undefined {
  const [name, offset = '0s', ...more] = text.split('+').map((part) => part.trim())
  const phase = phases.find((word) => word === name)
  const offsetMs = parseDuration(offset)
  return phase && offsetMs !== undefined && more.length === 0 ? { phase, offsetMs } : undefined
}

/** `granted within 20s` → outcome and milliseconds; `undefined` when the text is no expectation. */
export function parseExpectation(text: string): { outcome: ExpectedOutcome; withinMs: number } | undefined {
  const [name, within = '0s', ...more] = text.trim().split(/\s+within\s+/)
  const outcome = expectedOutcomes.find((word) => word === name)
  const withinMs = parseDuration(within)
  return outcome && withinMs !== undefined && more.length === 0 ? { outcome, withinMs } : undefined
}
