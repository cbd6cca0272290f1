import { DrillError } from '../../model/error.ts'
import { onRunClock } from '../probe.ts'
import type { Caller } from '../web/caller.ts'
import { outOfScope, runControls } from './controls.ts'
import type { Request } from './desk.ts'
import { type Alert, alertSeen } from './pager.ts'
import { approvals, callIn, disarm, type Room, requestOf, whenSealed } from './room.ts'

/** What was issued when access was armed. Credential and session are secrets. */
export interface Issued {
  readonly request: Request
  readonly generation: number
  readonly credential?: string
  readonly session?: string
  readonly expiresAtMs?: number
}

/** Where alerts are raised and seen. */
export interface AlertPath {
  readonly caller: Caller
  /** Secrets `ledger-admin` and `pager-read`. */
  readonly adminSecret: string
  readonly readSecret: string
}

const alertPatienceMs = 5_000

/**
 * The whole of arming: a known-positive alert, the negative controls, arming with the approvals, a first use and its
 * alert. `issued` is told as soon as there is something to use. Throws `stack-lost` when the ledger does not answer.
 */
export async function armForReal(
  room: Room,
  path: AlertPath,
  asked: { readonly approvals: number; readonly ttlMs: number },
  issued: (what: Issued) => void,
): Promise<void> {
  await room.ledger.state(callIn(room))
  await knownPositive(room, path)
  await runControls(room)
  const request = requestOf(room, 'drill')
  const signed = await approvals(room, room.desk.approvers.slice(0, asked.approvals), request)
  const { given, result } = await room.ledger.arm(
    { ...request, ttlMs: asked.ttlMs, approvals: signed },
    callIn(room),
  )
  const { generation, state } = await room.ledger.state(callIn(room))
  room.recorder.emergencyState({
    state,
    generation,
    detail: given ? 'armed' : `arming came to ${result.outcome}`,
  })
  issued({ request, generation, ...given })
  if (!given)
    throw new DrillError('refused', `emergency access was not armed: ${result.detail ?? result.outcome}`)
  await firstUse(room, path, { request, generation, ...given }, issued)
}

async function firstUse(
  room: Room,
  path: AlertPath,
  armed: Issued & { readonly credential: string },
  issued: (what: Issued) => void,
): Promise<void> {
  const raisedMs = room.recorder.nowMs()
  const sinceMs = Date.now() - 1_000
  const { given } = await room.ledger.openSession(armed.credential, callIn(room))
  issued({ ...armed, session: given?.session })
  await outOfScope(room, armed.credential)
  for (const alert of ['emergency-armed', 'emergency-used'])
    await watch(room, path, {
      alert,
      sinceMs,
      raisedMs,
      matches: (seen) => seen.incident === armed.request.incident,
    })
}

async function knownPositive(room: Room, path: AlertPath): Promise<void> {
  const raisedMs = room.recorder.nowMs()
  const sinceMs = Date.now() - 1_000
  const test = await room.ledger.testAlert(path.adminSecret, callIn(room))
  await watch(room, path, { alert: 'alert-test', sinceMs, raisedMs, matches: (seen) => seen.test === test })
}

interface Expected {
  readonly alert: string
  readonly sinceMs: number
  readonly raisedMs: number
  readonly matches: (alert: Alert) => boolean
}

async function watch({ recorder, signal }: Room, path: AlertPath, expected: Expected): Promise<void> {
  const { alert, raisedMs, sinceMs, matches } = expected
  const seen = await alertSeen(path.caller, path.readSecret, {
    sinceMs,
    patienceMs: alertPatienceMs,
    matches: (candidate) => candidate.alert === alert && matches(candidate),
    signal,
  })
  recorder.alert({
    alert,
    raisedMs,
    seenMs: seen ? onRunClock(seen.receivedAtMs, recorder) : recorder.nowMs(),
    ok: seen !== undefined,
    knownPositive: alert === 'alert-test',
    ...(seen ? {} : { detail: `not at the pager within ${alertPatienceMs} ms` }),
  })
}

/** Disarms by a signed approval and records what the ledger says of itself. Throws `stack-lost` while it stays armed. */
export async function disarmForReal(room: Room, { request, generation }: Issued): Promise<void> {
  const { result } = await disarm(room, request)
  if (result.outcome === 'unavailable') throw new DrillError('stack-lost', 'the ledger does not answer')
  const state = await whenSealed(room, alertPatienceMs)
  const rotated = state.generation === generation ? 'key NOT rotated' : 'key rotated'
  const detail = `disarm came to ${result.outcome}; ${rotated}`
  room.recorder.emergencyState({ state: state.state, generation: state.generation, detail })
}
