import type { AuditRecord, ConductedStep } from '../../model/audit.ts'
import { besidesAttempts, type History, type JournalRecord, recordsOf } from '../../model/record.ts'
import { clock, seconds } from '../../model/timing.ts'

type Anomaly = AuditRecord['anomalies'][number]

/** What did not go as it should, in the order of the journal, whether or not a verdict rests on it. */
export function anomaliesOf(history: History, steps: readonly ConductedStep[]): Anomaly[] {
  const told = besidesAttempts(history).flatMap((entry) => {
    const text = textOf(entry)
    return text === undefined ? [] : [{ text, events: [entry.seq] }]
  })
  const ended = recordsOf(history, 'run.ended').length > 0
  const cutOff = ended ? [] : [{ text: 'The journal has no end: the run was cut off.', events: [] }]
  return [...told, ...steps.flatMap(lateStep), ...cutOff]
}

function lateStep({ title, plannedMs, beganMs, endedMs, events }: ConductedStep): Anomaly[] {
  if (plannedMs === null || beganMs === null || endedMs === null || endedMs - beganMs <= plannedMs) return []
  const text = `"${title}" took ${seconds(endedMs - beganMs)}, planned were ${seconds(plannedMs)}.`
  return [{ text, events }]
}

function textOf(entry: JournalRecord): string | undefined {
  const because = (detail: string | undefined) => (detail ? `: ${detail}` : '')
  switch (entry.type) {
    case 'clock.step':
      return `The host's clock jumped by ${entry.byMs} ms.`
    case 'clock.stall':
      return `The runner stood still for ${seconds(entry.byMs)}.`
    case 'actor.failed':
      return `${entry.actor} could not take part${because(entry.detail)}.`
    case 'fault.failed':
      return `The fault ${entry.fault} could not be injected${because(entry.detail)}.`
    case 'undo.verified':
      return entry.ok
        ? undefined
        : `The fault ${entry.fault} was not undone at ${clock(entry.atMs)}${because(entry.detail)}.`
    case 'witness':
      // Before the fault a witness may look several times until it has seen enough.
      return entry.ok || entry.moment === 'before'
        ? undefined
        : `The witness ${entry.witness} (${entry.moment}) contradicts the fault ${entry.fault}: ${entry.detail}.`
    case 'control':
      return entry.outcome === 'denied' || entry.outcome === 'challenged'
        ? undefined
        : `The control ${entry.control} was not refused: ${entry.outcome}${because(entry.detail)}.`
    case 'alert':
      return entry.ok ? undefined : `The alert ${entry.alert} reached nobody${because(entry.detail)}.`
    case 'step.ended':
      return entry.ok ? undefined : `The step ${entry.step} did not succeed${because(entry.detail)}.`
    case 'runbook.step':
      // What a machine could not do is told by its step.
      return entry.by === 'person' && entry.outcome === 'failed'
        ? `${entry.who} could not do ${entry.runbook}/${entry.step}${because(entry.answer)}.`
        : undefined
    case 'signal':
      return `The runner was sent ${entry.signal}.`
    case 'run.interrupted':
      return `The run was interrupted${because(entry.detail)}.`
    case 'run.ended':
      return entry.clean && entry.status === 'completed'
        ? undefined
        : `The run ended ${entry.clean ? '' : 'uncleanly '}as ${entry.status}${because(entry.detail)}.`
    default:
      return undefined
  }
}
