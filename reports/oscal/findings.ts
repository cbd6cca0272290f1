import type { Finding } from '../../harness/model/finding.ts'
import type { Evidence } from '../report.ts'
import { cases, oneLine } from '../words.ts'
import { objectiveId } from './controls.ts'
import { promiseObservation } from './observations.ts'
import { risksOf } from './risks.ts'
import { idOf, property, some } from './text.ts'

const reasons: Partial<Record<Finding['verdict'], string>> = { passed: 'pass', failed: 'fail' }

/** OSCAL has two states: what was not shown is not satisfied, and its reason says that it is no failure either. */
function statusOf({ verdict }: Finding) {
  const state = verdict === 'passed' ? 'satisfied' : 'not-satisfied'
  const remarks = `${verdict}: not shown, neither kept nor broken.`
  const known = reasons[verdict]
  return known ? { state, reason: known } : { state, reason: 'other', remarks }
}

/** One finding a promise; its target is the promise. */
export function findings(evidence: Evidence) {
  return cases(evidence.judgement).map((finding) => ({
    uuid: idOf(evidence, 'finding', finding.oracle),
    title: oneLine(`${finding.oracle}: ${finding.verdict}`),
    description: oneLine(finding.summary),
    props: [property('verdict', finding.verdict)],
    target: {
      type: 'objective-id',
      'target-id': objectiveId(finding.oracle),
      title: oneLine(finding.promise),
      status: statusOf(finding),
    },
    'related-observations': [{ 'observation-uuid': promiseObservation(evidence, finding.oracle) }],
    ...some(
      'related-risks',
      risksOf(evidence, finding.oracle).map((risk) => ({ 'risk-uuid': risk })),
    ),
  }))
}
