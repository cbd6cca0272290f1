import { recordsOf } from '../harness/model/record.ts'
import type { Evidence } from './report.ts'

/** For a run of which no record is left: its name begins with the time at which it was started. */
function stamped(run: string): string {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(run) ?? []
  const told = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  return Number.isNaN(told.getTime()) ? new Date(0).toISOString() : told.toISOString()
}

/** When the run began, ISO 8601 in UTC. Told from what is saved: a report knows no other clock. */
export function startedAt({ run, history }: Evidence): string {
  return recordsOf(history, 'run.started')[0]?.time ?? history[0]?.time ?? stamped(run)
}

/** When the last thing happened that the journal knows of, ISO 8601 in UTC. */
export function endedAt(evidence: Evidence): string {
  return evidence.history.at(-1)?.time ?? startedAt(evidence)
}

/** The wall clock, ISO 8601 in UTC, at a moment of the run's clock in ms; told from the record nearest before it. */
export function wallTime(evidence: Evidence, atMs: number): string {
  const base = evidence.history.findLast((entry) => entry.atMs <= atMs) ?? evidence.history[0]
  if (!base) return startedAt(evidence)
  return new Date(Date.parse(base.time) + Math.round(atMs - base.atMs)).toISOString()
}
