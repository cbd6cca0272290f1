import { caveat, matrix } from './controls/matrix.ts'
import type { Report } from './report.ts'
import { json, oneLine } from './words.ts'

/** The control matrix for programs. */
export const controlMatrix: Report = {
  name: 'control-matrix',
  file: 'controls.json',
  render: (evidence) =>
    json({
      schema: 'identity-drill/controls/1',
      run: oneLine(evidence.run),
      scenario: oneLine(evidence.plan.scenario),
      verdict: evidence.judgement.verdict,
      caveat,
      frameworks: matrix(evidence),
    }),
}
