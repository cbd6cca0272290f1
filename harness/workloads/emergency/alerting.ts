import { onRunClock } from '../probe.ts'
import type { Caller } from '../web/caller.ts'
import { type Alert, alertSeen } from './pager.ts'
import { callIn, type Room } from './room.ts'

/** Where alerts are raised and seen. */
export interface AlertPath {
  readonly caller: Caller
  /** Secrets `ledger-admin` and `pager-read`. */
  readonly adminSecret: string
  readonly readSecret: string
}

/** An alert that must reach the pager; `raised` is the moment of its cause. */
export interface Expected {
  readonly alert: string
  readonly raised: Moment
  readonly matches: (alert: Alert) => boolean
}

interface Moment {
  /** On the run's clock, and on the wall (ms since 1970). */
  readonly runMs: number
  readonly wallMs: number
}

export const alertPatienceMs = 5_000
/** The pager's clock may be a little behind. */
const leewayMs = 1_000

export function momentIn({ recorder }: Pick<Room, 'recorder'>): Moment {
  return { runMs: recorder.nowMs(), wallMs: Date.now() }
}

/** Tries the alert path with an alert that must be seen, so that silence later means something. */
export async function knownPositive(room: Room, path: AlertPath): Promise<void> {
  const raised = momentIn(room)
  const test = await room.ledger.testAlert(path.adminSecret, callIn(room))
  await awaitAlert(room, path, { alert: 'alert-test', raised, matches: (seen) => seen.test === test })
}

/** Waits at the pager for an alert, and records when it was there, or that it was not. */
export async function awaitAlert(
  { recorder, signal }: Room,
  path: AlertPath,
  expected: Expected,
): Promise<void> {
  const { alert, raised, matches } = expected
  const seen = await alertSeen(path.caller, path.readSecret, {
    sinceMs: raised.wallMs - leewayMs,
    patienceMs: alertPatienceMs,
    matches: (candidate) => candidate.alert === alert && matches(candidate),
    signal,
  })
  recorder.alert({
    alert,
    raisedMs: raised.runMs,
    seenMs: seen ? onRunClock(seen.receivedAtMs, recorder) : recorder.nowMs(),
    ok: seen !== undefined,
    knownPositive: alert === 'alert-test',
    ...(seen ? {} : { detail: `not at the pager within ${alertPatienceMs} ms` }),
  })
}
