import { recordsOf } from '../harness/model/record.ts'
import { seconds } from '../harness/model/timing.ts'
import type { Verdict } from '../harness/model/words.ts'
import { cellOf, observed, wanted } from './page/expected.ts'
import { holdsUpTo } from './page/lifetimes.ts'
import { sentence } from './page/verdicts.ts'
import type { Evidence, Report } from './report.ts'
import { auditor } from './text/auditor.ts'
import { diagnosis } from './text/diagnosis.ts'
import { glance } from './text/glance.ts'
import { plain, table } from './text/markdown.ts'
import { complaints } from './words.ts'

const icons: Record<Verdict, string> = {
  passed: '✅',
  failed: '❌',
  inconclusive: '❔',
  errored: '💥',
  aborted: '⏹️',
}
const cellIcons = { met: '✅', missed: '❌', unseen: '❔' } as const

function promises({ judgement }: Evidence): string[] {
  return table(
    ['', 'Promise', 'What was found'],
    judgement.findings.map((finding) => [
      icons[finding.verdict],
      `**${plain(finding.oracle)}** ${finding.verdict}`,
      plain(finding.summary),
    ]),
  )
}

function reasons({ judgement }: Evidence): string[] {
  const bad = judgement.findings.filter((finding) => finding.verdict !== 'passed')
  if (bad.length === 0) return []
  return [
    '## Reasons',
    '',
    ...bad.flatMap((finding) => [
      `### ${plain(finding.oracle)}: ${finding.verdict}`,
      '',
      ...complaints(finding).map((line) => `- ${plain(line)}`),
      '',
    ]),
  ]
}

function expected(evidence: Evidence): string[] {
  const { plan } = evidence
  const classes = [...new Set(plan.expectations.map((entry) => entry.access))]
  const rows = classes.map((access) => [
    plain(access),
    ...plan.phases.map((phase) => {
      const entry = plan.expectations.find((one) => one.access === access && one.phase === phase.name)
      if (!entry) return '–'
      const cell = cellOf(evidence, entry)
      return `${cellIcons[cell.state]} ${wanted(entry)}<br>${observed(cell)}`
    }),
  ])
  return [
    '## Expected and observed',
    '',
    ...table(['Access class', ...plan.phases.map((phase) => phase.name)], rows),
    '',
  ]
}

function measured({ judgement }: Evidence): string[] {
  const told = judgement.findings
    .flatMap((finding) => finding.measures)
    .filter((measure) => !measure.name.startsWith('continuity') && measure.name !== 'time-to-steady')
  return told.length === 0
    ? []
    : ['## Measured', '', ...told.map((measure) => `- ${plain(measure.text)}`), '']
}

function inputs({ run, plan, history, audit }: Evidence): string[] {
  const versions = Object.entries(recordsOf(history, 'run.started')[0]?.versions ?? {}).map(
    ([name, version]) => `${name} ${version}`,
  )
  const number = audit.number === null ? '' : `, number ${audit.number} of its ledger`
  return [
    '---',
    '',
    `Run ${plain(run)}${number}, ${seconds(plan.durationMs)} on ${plain(plan.driver)}, seed ${plan.seed}. Scenario ${plain(plan.scenarioDigest)}, estate ${plain(plan.estateDigest)}. ${plain(versions.join(', '))}`,
    '',
  ]
}

/** A summary for a pull request or a job's page. */
export const markdown: Report = {
  name: 'markdown',
  file: 'report.md',
  render: (evidence) => {
    const { plan, judgement } = evidence
    const head = [
      `# ${icons[judgement.verdict]} ${plain(plan.title)}: ${judgement.verdict}`,
      '',
      `*${plain(plan.teaches)}*`,
      '',
      plain(sentence(judgement)),
      '',
      plain(holdsUpTo(evidence)),
      '',
    ]
    return [
      ...head,
      ...glance(evidence),
      ...promises(evidence),
      '',
      ...reasons(evidence),
      ...measured(evidence),
      ...expected(evidence),
      ...diagnosis(evidence),
      ...auditor(evidence),
      ...inputs(evidence),
    ].join('\n')
  },
}
