import type { Outcome, Verdict } from '../../harness/model/words.ts'

/** Colours are names of the style sheet, so that charts follow light, dark and print. */
export const outcomeColour: Record<Outcome, string> = {
  granted: 'var(--granted)',
  denied: 'var(--denied)',
  challenged: 'var(--challenged)',
  unavailable: 'var(--unavailable)',
  indeterminate: 'var(--indeterminate)',
}

/** Share of a row's height: who sees no colours reads the height. */
export const outcomeHeight: Record<Outcome, number> = {
  granted: 0.72,
  denied: 0.4,
  challenged: 0.4,
  unavailable: 0.16,
  indeterminate: 0.16,
}

export const verdictMark: Record<Verdict, string> = {
  passed: '✓',
  failed: '✕',
  inconclusive: '?',
  errored: '!',
  aborted: '■',
}

export const verdictWord: Record<Verdict, string> = {
  passed: 'Passed',
  failed: 'Failed',
  inconclusive: 'Inconclusive',
  errored: 'Errored',
  aborted: 'Aborted',
}
