import { ofFailure } from '../outcome.ts'
import type { Result } from '../workload.ts'
import type { Request } from './desk.ts'
import type { ArmRequest, Reply } from './ledger.ts'
import { approvals, callIn, disarm, type Room, requestOf, seal, whenSealed } from './room.ts'

/** Control armings end soon by themselves, whatever goes wrong. */
const controlTtlMs = 5_000
const shortTtlMs = 1_000

/** Something that must be refused, and the only reason that counts as its refusal. */
interface ArmingControl {
  readonly control: string
  readonly reason: string
  ask(room: Room, request: Request): Promise<Request & { readonly approvals: readonly string[] }>
}

const armings: readonly ArmingControl[] = [
  {
    control: 'one-approval',
    reason: 'approvals-missing',
    ask: async (room, request) => ({
      ...request,
      approvals: await approvals(room, people(room, 1), request),
    }),
  },
  {
    control: 'same-approver-twice',
    reason: 'approver-repeated',
    ask: async (room, request) => {
      const [one = ''] = people(room, 1)
      return { ...request, approvals: await approvals(room, [one, one], request) }
    },
  },
  {
    control: 'requester-as-approver',
    reason: 'approver-is-requester',
    ask: async (room, request) => {
      const own = { ...request, requester: people(room, 1)[0] ?? '' }
      return { ...own, approvals: await approvals(room, people(room, 2), own) }
    },
  },
  {
    control: 'approval-of-another-incident',
    reason: 'incident-mismatch',
    ask: async (room, request) => {
      const other = requestOf(room, 'another')
      return { ...request, approvals: await approvals(room, people(room, 2), other) }
    },
  },
  {
    control: 'approver-who-left',
    reason: 'approver-inactive',
    ask: async (room, request) => {
      const [one = ''] = people(room, 1)
      return { ...request, approvals: await approvals(room, [one, room.desk.left], request) }
    },
  },
]

/**
 * Tries what must be refused, against the estate itself, and records each. A control that is granted by mistake is
 * sealed again, so that the drill goes on; one that is refused for another reason proves nothing (indeterminate).
 */
export async function runControls(room: Room): Promise<void> {
  await seal(room)
  for (const { control, reason, ask } of armings)
    await record(room, control, reason, async (call) => {
      const request = await ask(room, requestOf(room, control))
      const { result } = await room.ledger.arm({ ...request, ttlMs: controlTtlMs }, call)
      if (result.outcome !== 'denied') await seal(room)
      return result
    })
  await replayedApproval(room)
  await expiredCredential(room)
  await disarmByOthers(room)
}

/** A read-only credential must not write. */
export async function outOfScope(room: Room, credential: string): Promise<void> {
  await record(room, 'out-of-scope', 'out-of-scope', (call) => room.ledger.write(credential, call))
}

async function replayedApproval(room: Room): Promise<void> {
  const { request, reply } = await armControl(room, 'approval-replayed', controlTtlMs)
  await disarm(room, request)
  await record(room, 'approval-replayed', 'approval-replayed', async (call) => {
    if (!reply.given) return notArmed(reply)
    const { result } = await room.ledger.arm(request, call)
    if (result.outcome !== 'denied') await seal(room)
    return result
  })
}

async function expiredCredential(room: Room): Promise<void> {
  const { reply } = await armControl(room, 'expired-credential', shortTtlMs)
  await record(room, 'expired-credential', undefined, async (call) => {
    if (!reply.given) return notArmed(reply)
    await whenSealed(room, shortTtlMs * 3)
    return room.ledger.read('credential', reply.given.credential, call)
  })
}

/** Ending access and rotating its key is a recovery step: whoever may not do it must be refused. */
async function disarmByOthers(room: Room): Promise<void> {
  const { desk, ledger } = room
  const { request, reply } = await armControl(room, 'disarm-by-others', controlTtlMs)
  const tries = [
    ['disarm-by-approver-who-left', 'approver-inactive', () => desk.approve(desk.left, 'disarm', request)],
    [
      'disarm-by-approval-to-arm',
      'approval-invalid',
      async () => (await approvals(room, people(room, 1), request))[0],
    ],
  ] as const
  for (const [control, reason, sign] of tries)
    await record(room, control, reason, async (call) => {
      if (!reply.given) return notArmed(reply)
      return (await ledger.disarm(request.incident, (await sign()) ?? '', call)).result
    })
  await disarm(room, request)
}

async function armControl(room: Room, control: string, ttlMs: number) {
  const asked = requestOf(room, control)
  const request: ArmRequest = { ...asked, ttlMs, approvals: await approvals(room, people(room, 2), asked) }
  return { request, reply: await room.ledger.arm(request, callIn(room)) }
}

async function record(
  { recorder, signal }: Room,
  control: string,
  reason: string | undefined,
  attempt: (call: ReturnType<typeof callIn>) => Promise<Result>,
): Promise<void> {
  const call = callIn({ signal })
  const beganMs = recorder.nowMs()
  const result = await attempt(call).catch((error: unknown) => ofFailure(error, true))
  const other = result.outcome === 'denied' && reason !== undefined && result.detail !== reason
  const { outcome, status, detail } = other
    ? {
        ...result,
        outcome: 'indeterminate' as const,
        detail: `refused as ${result.detail}, not as ${reason}`,
      }
    : result
  recorder.control({
    control,
    beganMs,
    endMs: recorder.nowMs(),
    outcome,
    status,
    detail,
    requestId: call.requestId,
  })
}

const people = ({ desk }: Room, count: number) => desk.approvers.slice(0, count)

/** What was to be tried needs something that the estate did not give. */
const notArmed = ({ result }: Reply<unknown>): Result => ({
  outcome: 'indeterminate',
  status: result.status,
  detail: `nothing to try: arming came to ${result.outcome}${result.detail ? ` (${result.detail})` : ''}`,
})
