import { besidesAttempts, type JournalRecord } from '../../harness/model/record.ts'
import { clock } from '../../harness/model/timing.ts'
import { wallTime } from '../moments.ts'
import type { Evidence } from '../report.ts'
import { oneLine } from '../words.ts'
import { idOf, property, some } from './text.ts'

/** The records that tell how the drill went, in words; attempts and observations are told elsewhere. */
function worded(entry: JournalRecord): string | undefined {
  switch (entry.type) {
    case 'run.started':
      return 'The drill began.'
    case 'phase.began':
      return `Phase ${entry.phase} began.`
    case 'fault.applied':
      return `The fault ${entry.fault} was injected.`
    case 'undo.done':
      return `The fault ${entry.fault} was undone.`
    case 'step.ended':
      return `The step ${entry.step} ${entry.ok ? 'was done' : 'did not succeed'}.`
    case 'run.ended':
      return `The drill ended: ${entry.status}.`
    default:
      return undefined
  }
}

/** How the drill went, and what each person did by the runbook. */
export function log(evidence: Evidence) {
  const told = besidesAttempts(evidence.history).flatMap((entry) => {
    const text = worded(entry)
    return text === undefined
      ? []
      : [{ key: `record-${entry.seq}`, start: entry.time, text, atMs: entry.atMs }]
  })
  const conducted = evidence.audit.steps
    .filter(({ runbook, beganMs }) => runbook !== '' && beganMs !== null)
    .map(({ runbook, step, title, who, outcome, beganMs }) => ({
      key: `step-${runbook}/${step}`,
      ...{ start: wallTime(evidence, beganMs ?? 0), atMs: beganMs ?? 0 },
      text: `${runbook}: ${title}, by ${who}: ${outcome}.`,
    }))
  return [...told, ...conducted]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ key, start, text, atMs }) => ({
      uuid: idOf(evidence, 'log', key),
      ...{ title: oneLine(text), start },
      props: [property('at', clock(atMs))],
    }))
}

/** Who signed what, with which key. */
export function attestations(evidence: Evidence) {
  const { signOffs } = evidence.audit
  return some(
    'attestations',
    signOffs.map(({ role, who, at, keyId }) => ({
      parts: [
        {
          name: 'signature',
          title: oneLine(`${role}: ${who}`),
          prose: oneLine(`Signed at ${at} with the key ${keyId}.`),
        },
      ],
    })),
  )
}
