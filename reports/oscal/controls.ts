import { caveat, matrix, type Row } from '../controls/matrix.ts'
import type { Evidence } from '../report.ts'
import { cases, oneLine } from '../words.ts'
import { some, token } from './text.ts'

/** `AC-2(2)` is `ac-2.2` in NIST's own catalogue. */
export function controlId(id: string): string {
  return token(id.toLowerCase().replace('(', '.').replace(')', ''))
}

/** The rows of SP 800-53, the only framework whose catalogue speaks OSCAL's ids. */
export function rows(evidence: Evidence): readonly Row[] {
  return matrix(evidence).find(({ id }) => id === 'nist-800-53')?.controls ?? []
}

/** What a finding is about: the promise, not a control, because a drill never shows that a control is satisfied. */
export function objectiveId(oracle: string): string {
  return token(oracle)
}

/** Controls of SP 800-53 that are looked at, and the drill's promises as objectives. */
export function reviewedControls(evidence: Evidence, reviewed: readonly Row[]) {
  return {
    description: caveat,
    'control-selections': [
      {
        description: 'Controls of NIST SP 800-53 Rev. 5 that the drill speaks about.',
        ...some(
          'include-controls',
          reviewed.map(({ id }) => ({ 'control-id': controlId(id) })),
        ),
      },
    ],
    'control-objective-selections': [
      {
        description: 'The promises of the drill.',
        'include-objectives': cases(evidence.judgement).map(({ oracle }) => ({
          'objective-id': objectiveId(oracle),
        })),
      },
    ],
  }
}

/** The promises, as objectives of testing the contingency plan. */
export function objectives(evidence: Evidence) {
  return cases(evidence.judgement).map(({ oracle, promise }) => ({
    'control-id': 'cp-4',
    parts: [{ name: 'objective', title: oneLine(oracle), prose: oneLine(promise) }],
  }))
}
