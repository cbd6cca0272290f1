import { clock, seconds } from '../../harness/model/timing.ts'
import { caveat, matrix, type Row } from '../controls/matrix.ts'
import type { Evidence } from '../report.ts'
import { plain, table } from './markdown.ts'

/** What an auditor asks for, in short; report.html has it whole. */
export function auditor(evidence: Evidence): string[] {
  return [
    ...foretold(evidence),
    ...people(evidence),
    ...conducted(evidence),
    ...anomalies(evidence),
    ...controls(evidence),
  ]
}

function foretold({ audit }: Evidence): string[] {
  const { prediction, criticalFunction, recoveryObjective } = audit
  const { objectiveMs, measuredMs } = recoveryObjective
  const objective = objectiveMs === null ? 'not set' : seconds(objectiveMs)
  const measured = measuredMs === null ? 'not measured' : seconds(measuredMs)
  return [
    '## Prediction and recovery',
    '',
    `- Predicted: ${plain(prediction ?? 'nothing was written down')}`,
    `- Critical function: ${plain(criticalFunction ?? 'not named')}; objective ${objective}, measured ${measured}`,
    '',
  ]
}

function people({ audit }: Evidence): string[] {
  const { coordinator, approvers, witness, participants } = audit.roster
  const named = [
    ...(coordinator ? [`coordinator ${coordinator}`] : []),
    ...approvers.map((name) => `approver ${name}`),
    ...(witness ? [`witness ${witness}`] : []),
    ...participants.map((name) => `participant ${name}`),
  ]
  const signed = audit.signOffs.map(({ role, who, at }) => `${who} as ${role} at ${at}`)
  return [
    '## People',
    '',
    `- Named: ${plain(named.join(', ') || 'nobody')}`,
    `- Signed: ${plain(signed.join(', ') || 'nobody')}`,
    '',
  ]
}

function conducted({ audit }: Evidence): string[] {
  const steps = audit.steps.filter(({ runbook }) => runbook !== '')
  if (steps.length === 0) return []
  const time = (ms: number | null) => (ms === null ? '–' : clock(ms))
  const books = audit.runbooks.map(({ name, version, digest }) => `${name}, version ${version}, ${digest}`)
  return [
    '## Runbook',
    '',
    ...books.map((book) => `- ${plain(book)}`),
    '',
    ...table(
      ['Step', 'By', 'Planned', 'Began', 'Ended', 'Came to'],
      steps.map(({ title, who, by, plannedMs, beganMs, endedMs, outcome }) => [
        plain(title),
        `${plain(who)} (${by})`,
        plannedMs === null ? '–' : `within ${seconds(plannedMs)}`,
        ...[time(beganMs), time(endedMs), outcome],
      ]),
    ),
    '',
  ]
}

function anomalies({ audit }: Evidence): string[] {
  if (audit.anomalies.length === 0) return []
  return ['## Anomalies', '', ...audit.anomalies.map(({ text }) => `- ${plain(text)}`), '']
}

const ids = (rows: readonly Row[], ...states: readonly Row['state'][]) =>
  rows
    .filter(({ state }) => states.includes(state))
    .map(({ id, also, state }) => `${id}${also ? ` (${also})` : ''}${state === 'partly' ? ' in part' : ''}`)
    .join(', ') || '–'

function controls(evidence: Evidence): string[] {
  const rows = matrix(evidence).map(({ name, controls: all }) =>
    [name, ids(all, 'supported', 'partly'), ids(all, 'opposed'), ids(all, 'nothing')].map(plain),
  )
  return [
    '## Controls',
    '',
    caveat,
    '',
    ...table(['Framework', 'This run supports', 'Speaks against', 'Nothing in this run'], rows),
    '',
  ]
}
