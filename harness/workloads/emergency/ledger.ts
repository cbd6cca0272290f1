import * as z from 'zod'
import { DrillError } from '../../model/error.ts'
import { ofAnswer, ofFailure } from '../outcome.ts'
import type { Answer, Ask, Caller } from '../web/caller.ts'
import type { Result } from '../workload.ts'
import type { Request } from './desk.ts'

const state = z.object({
  state: z.enum(['sealed', 'armed']),
  generation: z.number(),
  incident: z.string().optional(),
})
export type EmergencyState = z.infer<typeof state>
const armed = z.object({ credential: z.string(), expiresAtMs: z.number() })
const opened = z.object({ session: z.string() })
const refused = z.object({ error: z.string() })

/** A call's context, as an attempt has it; steps make their own. */
export interface Call {
  readonly signal: AbortSignal
  readonly requestId?: string
}

export interface ArmRequest extends Request {
  readonly ttlMs: number
  /** Compact JWS each. */
  readonly approvals: readonly string[]
}

/** What the estate made of a request, and what it gave when it was granted. */
export interface Reply<T> {
  readonly result: Result
  readonly given?: T
}

/** The ledger's emergency endpoints, through the gateway as the operator. */
export interface EmergencyLedger {
  state(call: Call): Promise<EmergencyState>
  arm(request: ArmRequest, call: Call): Promise<Reply<z.infer<typeof armed>>>
  disarm(incident: string, approval: string, call: Call): Promise<Reply<EmergencyState>>
  openSession(credential: string, call: Call): Promise<Reply<z.infer<typeof opened>>>
  /** Reads entries with a credential or a session of its own; undefined is somebody who has neither. */
  read(kind: 'credential' | 'session', bearer: string | undefined, call: Call): Promise<Result>
  /** Writes an entry: out of scope for `ledger:read`. */
  write(credential: string, call: Call): Promise<Result>
  /** Sends a known-positive alert, and gives its id. */
  testAlert(secret: string, call: Call): Promise<string>
}

export function emergencyLedger(caller: Caller): EmergencyLedger {
  const send = (path: string, ask: Omit<Ask, 'url'>) =>
    caller.send({ ...ask, url: caller.url('gateway', `/ledger/emergency/${path}`) })
  const reply = async <T>(answered: Promise<Answer>, schema: z.ZodType<T>): Promise<Reply<T>> => {
    try {
      const answer = await answered
      const result = ofAnswer(answer)
      const error = refused.safeParse(bodyOf(answer)).data?.error
      if (result.outcome !== 'granted') return { result: error ? { ...result, detail: error } : result }
      return { result, given: schema.parse(answer.json()) }
    } catch (error) {
      return { result: ofFailure(error, true) }
    }
  }
  const needed = async <T>(what: string, answered: Promise<Answer>, schema: z.ZodType<T>): Promise<T> => {
    const { given, result } = await reply(answered, schema)
    if (given === undefined)
      throw new DrillError('stack-lost', `${what}: ${result.outcome} (${result.status ?? 'no status'})`)
    return given
  }
  return {
    state: (call) => needed('state of emergency access', send('state', call), state),
    arm: (json, call) => reply(send('arm', { method: 'POST', json, ...call }), armed),
    disarm: (incident, approval, call) =>
      reply(send('disarm', { method: 'POST', json: { incident, approval }, ...call }), state),
    openSession: (bearer, call) => reply(send('session', { method: 'POST', bearer, ...call }), opened),
    read: async (kind, bearer, call) =>
      ofAnswer(await send(kind === 'session' ? 'session/entries' : 'entries', { bearer, ...call })),
    write: async (bearer, call) => {
      const json = { account: 'drill-control', amountCents: 0 }
      return (await reply(send('entries', { method: 'POST', bearer, json, ...call }), z.unknown())).result
    },
    testAlert: async (bearer, call) => {
      const sent = send('alert-test', { method: 'POST', bearer, ...call })
      return (await needed('known-positive alert', sent, z.object({ test: z.string() }))).test
    },
  }
}

function bodyOf(answer: Answer): unknown {
  try {
    return answer.json()
  } catch {
    return undefined
  }
}
