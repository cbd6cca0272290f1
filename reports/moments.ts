import { perHistory, recordsOf } from '../harness/model/record.ts'
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

/** For each place of a history the earliest time (ms) from there on: it never falls, so that it can be searched. */
const earliestFrom = perHistory((history) => {
  const earliest = new Float64Array(history.length)
  let sinceMs = Number.POSITIVE_INFINITY
  for (let place = history.length - 1; place >= 0; place -= 1) {
    sinceMs = Math.min(sinceMs, history[place]?.atMs ?? sinceMs)
    earliest[place] = sinceMs
  }
  return earliest
})

/** The last place whose time is not after `atMs`; -1 when all are. */
function placeOf(earliest: Float64Array, atMs: number): number {
  let [low, high] = [0, earliest.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((earliest[middle] ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The wall clock, ISO 8601 in UTC, at a moment of the run's clock in ms; told from the record nearest before it. */
export function wallTime(evidence: Evidence, atMs: number): string {
  const { history } = evidence
  const base = history[placeOf(earliestFrom(history), atMs)] ?? history[0]
  if (!base) return startedAt(evidence)
  return new Date(Date.parse(base.time) + Math.round(atMs - base.atMs)).toISOString()
}
