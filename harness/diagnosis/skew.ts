import type { JournalRecord } from '../model/record.ts'
import type { LoggedCall } from '../model/trace.ts'

type AttemptRecord = Extract<JournalRecord, { type: 'attempt' }>

/** A clock that was seen to be wrong: ahead of the harness's when positive. */
export interface Skew {
  readonly service: string
  readonly atMs: number
  readonly skewMs: number
}

/** Nobody writes of a request before it was made. */
const leastBehindMs = 2_000
/** Work may go on after its request was answered or given up, for no longer than this. */
const leastAheadMs = 10_000

/** A line that was written at a time when its attempt was not under way, or an answer with another date. */
export function skewsOf(
  attempts: readonly AttemptRecord[],
  traces: ReadonlyMap<number, readonly LoggedCall[]>,
  callsOf: (attempt: AttemptRecord) => readonly LoggedCall[],
): readonly Skew[] {
  return attempts.flatMap((attempt) => {
    const calls = callsOf(attempt)
    return [
      ...(traces.get(attempt.seq) ?? []).flatMap((call) => skewOfLine(attempt, call)),
      ...(attempt.contacts ?? []).flatMap(({ to, skewMs }) =>
        skewMs === undefined ? [] : [{ service: answering(to, calls), atMs: attempt.beganMs, skewMs }],
      ),
    ]
  })
}

/** A gateway hands on the date of whoever answered behind it. */
const answering = (to: string, calls: readonly LoggedCall[]) =>
  calls.find(({ service, backend }) => service === to && backend !== undefined)?.backend ?? to

function skewOfLine({ beganMs, endMs, outcome }: AttemptRecord, { service, atMs }: LoggedCall): Skew[] {
  if (atMs <= beganMs - leastBehindMs) return [{ service, atMs: beganMs, skewMs: atMs - beganMs }]
  // Who had to wait was logged late: only what was answered to the end was written in time.
  if (outcome === 'denied' && atMs >= endMs + leastAheadMs)
    return [{ service, atMs: beganMs, skewMs: atMs - endMs }]
  return []
}
