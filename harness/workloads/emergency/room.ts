import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../../model/error.ts'
import { patienceMs } from '../probe.ts'
import type { Recorder } from '../workload.ts'
import type { ApprovalDesk, Request } from './desk.ts'
import type { Call, EmergencyLedger, EmergencyState } from './ledger.ts'

/** Everything at hand while emergency access is asked for: the estate's door, the approvers, the record. */
export interface Room {
  readonly ledger: EmergencyLedger
  readonly desk: ApprovalDesk
  readonly recorder: Recorder
  readonly signal: AbortSignal
  /** Incidents that this run has asked for access for: what is armed for others is not its own to end. */
  readonly incidents: Set<string>
}

/** As much of it as ending access takes. */
export type Desk = Pick<Room, 'ledger' | 'desk' | 'signal'>

export const scope = 'ledger:read'

const betweenMs = 50

/** A call with a time-out and a request ID of its own. */
export function callIn({ signal }: Pick<Room, 'signal'>): Call & { readonly requestId: string } {
  return { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]), requestId: randomUUID() }
}

/** A request of the runbook's requester for an incident that nobody else uses. */
export function requestOf({ desk, incidents }: Pick<Room, 'desk' | 'incidents'>, what: string): Request {
  const incident = `${what}-${randomUUID().slice(0, 8)}`
  incidents.add(incident)
  return { incident, requester: desk.requester, scope }
}

/** Approvals of that request by these people, each signed now. */
export function approvals(
  { desk }: Pick<Room, 'desk'>,
  people: readonly string[],
  request: Request,
): Promise<string[]> {
  return Promise.all(people.map((person) => desk.approve(person, 'arm', request)))
}

/** Ends emergency access for an incident by a signed disarm. */
export async function disarm(room: Desk, request: Request) {
  const approval = await room.desk.approve(room.desk.approvers[0] ?? '', 'disarm', request)
  return room.ledger.disarm(request.incident, approval, callIn(room))
}

/**
 * Ends what the run has armed, so that a refusal does not come from that. Throws `stack-lost` when it stays armed, and
 * `refused` when it is armed for an incident that is not the run's: that may be a real one.
 */
export async function seal(room: Room): Promise<EmergencyState> {
  const state = await room.ledger.state(callIn(room))
  if (state.state === 'sealed') return state
  const { incident = '' } = state
  if (!room.incidents.has(incident))
    throw new DrillError('refused', `emergency access is armed for ${incident}, which no drill asked for`, {
      next: 'it was left as it is: drill when it has ended',
    })
  await disarm(room, { ...requestOf(room, 'left-over'), incident })
  return whenSealed(room, patienceMs)
}

/** Waits until the state endpoint says `sealed`. Throws `stack-lost` when it does not in time. */
export async function whenSealed(room: Desk, withinMs: number): Promise<EmergencyState> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const state = await room.ledger.state(callIn(room))
    if (state.state === 'sealed') return state
    if (performance.now() > deadline) throw new DrillError('stack-lost', 'emergency access stays armed')
    await pause(betweenMs, undefined, { signal: room.signal })
  }
}
