import { endedAt, startedAt } from './moments.ts'
import { objectives, reviewedControls, rows } from './oscal/controls.ts'
import { findings } from './oscal/findings.ts'
import { attestations, log } from './oscal/log.ts'
import { metadata, resources } from './oscal/metadata.ts'
import { observations } from './oscal/observations.ts'
import { owners, roster } from './oscal/parties.ts'
import { risks } from './oscal/risks.ts'
import { idOf, planFile, property, some } from './oscal/text.ts'
import { sentence } from './page/verdicts.ts'
import type { Evidence, Report } from './report.ts'
import { json, oneLine } from './words.ts'

function result(evidence: Evidence) {
  const { plan, judgement } = evidence
  const entries = log(evidence)
  return {
    uuid: idOf(evidence, 'result'),
    title: oneLine(`${plan.title}: ${judgement.verdict}`),
    description: oneLine(sentence(judgement)),
    start: startedAt(evidence),
    end: endedAt(evidence),
    props: [property('verdict', judgement.verdict), property('driver', plan.driver)],
    'reviewed-controls': reviewedControls(
      evidence,
      rows(evidence).filter(({ state }) => state !== 'nothing'),
    ),
    ...attestations(evidence),
    ...(entries.length === 0 ? {} : { 'assessment-log': { entries } }),
    observations: observations(evidence),
    ...some('risks', risks(evidence)),
    findings: findings(evidence),
  }
}

/** What came of it. Findings are about the promises of the drill; what they support is told as observations. */
export const oscalAssessmentResults: Report = {
  name: 'oscal-assessment-results',
  file: 'oscal-assessment-results.json',
  render: (evidence) =>
    json({
      'assessment-results': {
        uuid: idOf(evidence, 'assessment-results'),
        metadata: metadata(evidence, `Results of the drill: ${evidence.plan.title}`, endedAt(evidence), [
          ...roster(evidence),
          ...owners(evidence),
        ]),
        'import-ap': { href: planFile },
        'local-definitions': { ...some('objectives-and-methods', objectives(evidence)) },
        results: [result(evidence)],
        'back-matter': resources(evidence),
      },
    }),
}
