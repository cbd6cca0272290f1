import { clock } from '../harness/model/timing.ts'
import { caveat } from './controls/matrix.ts'
import { startedAt } from './moments.ts'
import { objectives, reviewedControls, rows } from './oscal/controls.ts'
import { metadata, resourceOf, resources, toolOf } from './oscal/metadata.ts'
import { roster } from './oscal/parties.ts'
import { idOf, planFile, property, some, token } from './oscal/text.ts'
import type { Evidence, Report } from './report.ts'
import { json, oneLine } from './words.ts'

/** Phases, faults and steps in the order in which they are planned. */
function tasks(evidence: Evidence) {
  const { phases, faults, steps } = evidence.plan
  const planned = [
    ...phases.map(({ name, fromMs }) => ({ kind: 'phase', id: name, atMs: fromMs, what: `phase ${name}` })),
    ...faults.map(({ id, fault, service, fromMs }) => ({
      ...{ kind: 'fault', id, atMs: fromMs, what: `${fault} on ${service}` },
    })),
    ...steps.map(({ id, step, atMs }) => ({ kind: 'step', id, atMs, what: step })),
  ]
  return planned
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ kind, id, atMs, what }) => ({
      uuid: idOf(evidence, 'task', kind, id),
      type: 'action',
      title: oneLine(`${clock(atMs)} ${what}`),
      props: [property('kind', kind), property('at-ms', atMs)],
    }))
}

function terms({ plan }: Evidence) {
  const assumed = plan.prediction ?? 'No prediction was written down.'
  return {
    parts: [
      { name: 'methodology', title: oneLine(plan.title), prose: oneLine(plan.teaches) },
      { name: 'assumptions', title: 'Prediction', prose: oneLine(assumed) },
      { name: 'assessment-exclusions', title: 'What a drill does not show', prose: caveat },
    ],
  }
}

function assets(evidence: Evidence) {
  const tool = toolOf(evidence)
  const title = 'Identity Drill'
  return {
    components: [
      {
        ...{ uuid: tool, type: 'software', title, description: 'The harness that carried out the drill.' },
        status: { state: 'operational' },
      },
    ],
    'assessment-platforms': [
      { uuid: idOf(evidence, 'platform'), title, 'uses-components': [{ 'component-uuid': tool }] },
    ],
  }
}

/** What was going to be done. OSCAL wants a system security plan behind it; the estate file takes its place. */
export const oscalAssessmentPlan: Report = {
  name: 'oscal-assessment-plan',
  file: planFile,
  render: (evidence) =>
    json({
      'assessment-plan': {
        uuid: idOf(evidence, 'assessment-plan'),
        metadata: metadata(
          evidence,
          `Plan of the drill: ${evidence.plan.title}`,
          startedAt(evidence),
          roster(evidence),
        ),
        'import-ssp': { href: `#${resourceOf(evidence, 'estate.yaml')}` },
        'local-definitions': { ...some('objectives-and-methods', objectives(evidence)) },
        'terms-and-conditions': terms(evidence),
        'reviewed-controls': reviewedControls(evidence, rows(evidence)),
        'assessment-subjects': [
          {
            type: token('component'),
            description: oneLine(`Services of the estate ${evidence.plan.estate}.`),
            'include-all': {},
          },
        ],
        'assessment-assets': assets(evidence),
        ...some('tasks', tasks(evidence)),
        'back-matter': resources(evidence),
      },
    }),
}
