import { DrillError } from '../../model/error.ts'
import { onRunClock } from '../probe.ts'
import { type AlertPath, alertPatienceMs, awaitAlert, knownPositive, momentIn } from './alerting.ts'
import { outOfScope, runControls } from './controls.ts'
import type { Request } from './desk.ts'
import { approvals, callIn, disarm, type Room, requestOf, whenSealed } from './room.ts'

/** What was issued when access was armed. Credential and session are secrets. */
export interface Issued {
  readonly request: Request
  readonly generation: number
  readonly credential?: string
  readonly session?: string
  readonly expiresAtMs?: number
}

export interface Asked {
  readonly approvals: number
  readonly ttlMs: number
}

/** Told as soon as there is something to use. */
export type Tell = (issued: Issued) => void

/**
 * The whole of arming: a known-positive alert, the negative controls, arming with the approvals, a first use and its
 * alerts. Throws `stack-lost` when the ledger does not answer, and `refused` when it does not arm.
 */
export async function armForReal(room: Room, path: AlertPath, asked: Asked, tell: Tell): Promise<void> {
  const { state, generation } = await room.ledger.state(callIn(room))
  room.recorder.emergencyState({ state, generation, detail: 'before it was asked for' })
  await knownPositive(room, path)
  await runControls(room)
  const raised = momentIn(room)
  const { credential, ...issued } = await armNow(room, asked, tell)
  const used = momentIn(room)
  const { given } = await room.ledger.openSession(credential, callIn(room))
  tell({ ...issued, credential, session: given?.session })
  await outOfScope(room, credential)
  const { incident } = issued.request
  for (const [alert, moment] of [['emergency-armed', raised] as const, ['emergency-used', used] as const])
    await awaitAlert(room, path, { alert, raised: moment, matches: (seen) => seen.incident === incident })
}

async function armNow(room: Room, { approvals: count, ttlMs }: Asked, tell: Tell) {
  const request = requestOf(room, 'drill')
  const approvers = room.desk.approvers.slice(0, count)
  const signed = await approvals(room, approvers, request)
  const { given, result } = await room.ledger.arm({ ...request, ttlMs, approvals: signed }, callIn(room))
  if (result.outcome === 'unavailable') throw new DrillError('stack-lost', 'the ledger does not answer')
  const { generation, state } = await room.ledger.state(callIn(room))
  const { incident, requester } = request
  room.recorder.emergencyState({
    ...{ state, generation, incident, requester, approvers },
    detail: `arming came to ${result.outcome}`,
    expiresMs: given && onRunClock(given.expiresAtMs, room.recorder),
  })
  const issued = { request, generation, ...given }
  tell(issued)
  if (!given)
    throw new DrillError('refused', `emergency access was not armed: ${result.detail ?? result.outcome}`)
  return { ...issued, credential: given.credential }
}

/** Disarms by a signed approval and records what the ledger says of itself. Throws `stack-lost` while it stays armed. */
export async function disarmForReal(room: Room, { request, generation }: Issued): Promise<void> {
  const { result } = await disarm(room, request)
  if (result.outcome === 'unavailable') throw new DrillError('stack-lost', 'the ledger does not answer')
  const state = await whenSealed(room, alertPatienceMs)
  const rotated = state.generation === generation ? 'key NOT rotated' : 'key rotated'
  const detail = `disarm came to ${result.outcome}; ${rotated}`
  const { incident } = request
  const approvers = room.desk.approvers.slice(0, 1)
  room.recorder.emergencyState({
    ...{ state: state.state, generation: state.generation, incident, approvers, detail },
  })
}
