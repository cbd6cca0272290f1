import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Edge, PlannedFault } from '../model/plan.ts'
import type { Endpoint, Observation, Stack } from '../stacks/stack.ts'
import type { Look, Observed } from './fault.ts'

/** How a port answers a newcomer. `broken`: accepted, then closed without a word. */
export type Answer = 'open' | 'refused' | 'silent' | 'broken'

const patienceMs = 1_000
/** Requests that were on their way when the edge was cut are logged when they end, a little later. */
const inFlightMs = 2_000

/** PostgreSQL speaks TLS only after this question (protocol 3.0, SSLRequest); it answers with one byte. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** Dials once and says how the port answered; a TLS handshake counts as an answer, a bare accept does not. */
export function dial(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  patience = patienceMs,
): Promise<Answer> {
  const isDatabase = stack.estate.services[service]?.role === 'database'
  return new Promise((resolve) => {
    const socket: Socket = isDatabase
      ? connectTcp({ host: endpoint.address, port: endpoint.port })
      : connectTls({
          host: endpoint.address,
          port: endpoint.port,
          servername: endpoint.host,
          ca: readFileSync(stack.caFile),
        })
    const end = (answer: Answer) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => end('silent'), patience)
    socket.once(isDatabase ? 'data' : 'secureConnect', () => end('open'))
    if (isDatabase) socket.once('connect', () => socket.write(sslRequest))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
    )
    socket.once('close', () => end('broken'))
  })
}

/** Dials until the answer is one of those wanted, or the patience ends; gives the last answer. */
async function dialFor(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  wanted: readonly Answer[],
  forMs: number,
): Promise<Answer> {
  const deadline = performance.now() + forMs
  for (;;) {
    const answer = await dial(stack, service, endpoint)
    if (wanted.includes(answer) || performance.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** A canary from every caller's position: the same listener that the real caller uses. */
export function canaries(
  stack: Stack,
  edges: readonly Edge[],
  wanted: readonly Answer[],
  forMs: number,
): Promise<Observed[]> {
  return Promise.all(
    edges.map(async (edge): Promise<Observed> => {
      const answer = await dialFor(stack, edge.to, stack.endpoint(edge.from, edge.to), wanted, forMs)
      return {
        witness: 'canary',
        ok: wanted.includes(answer),
        detail: `${edge.from} → ${edge.to} answered "${answer}", expected ${wanted.join(' or ')}`,
      }
    }),
  )
}

/** The target at its own address: alive when only its edges are hit, dead when it is itself. */
export async function controlPath(
  stack: Stack,
  service: string,
  wanted: readonly Answer[],
  forMs: number,
): Promise<Observed> {
  const answer = await dialFor(stack, service, stack.behind(service), wanted, forMs)
  return {
    witness: 'control-path',
    ok: wanted.includes(answer),
    detail: `${service} at its own address answered "${answer}", expected ${wanted.join(' or ')}`,
  }
}

/**
 * Whom the target's log shows on the edges that are hit: a gateway passes its callers' names on. Who has a way of their
 * own that is not hit may be seen at any time.
 */
function callersOf({ edges, estate }: Stack, { service, edges: hit }: PlannedFault): string[] {
  const direct = hit.map(({ from }) => from)
  const gateways = direct.filter((from) => estate.services[from]?.role === 'gateway')
  const behind = edges.filter(({ to }) => gateways.includes(to)).map(({ from }) => from)
  const elsewhere = edges.filter(({ from, to }) => to === service && !direct.includes(from))
  const passed = behind.filter((party) => !elsewhere.some(({ from }) => from === party))
  return [...new Set([...direct, ...passed])]
}

/** Before: did the target's own log show real callers? Who never came would prove nothing by staying away. */
export async function callerSeen(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const callers = callersOf(stack, planned)
  const [calls, holders] = await Promise.all([
    stack.observed(planned.service, look.sinceMs),
    stack.holding(planned.service),
  ])
  const seen = new Set([...calls.map((entry) => entry.caller), ...holders])
  const present = callers.filter((caller) => seen.has(caller))
  return {
    witness: 'caller-seen',
    ok: present.length > 0,
    detail: `${planned.service} logged calls of ${present.join(', ') || 'none'} (of ${callers.join(', ')}) before the fault`,
  }
}

/** Calls of the hit callers that the target's own log shows while the fault lasted, but for those on their way. */
export async function heard(
  stack: Stack,
  planned: PlannedFault,
  look: Look,
): Promise<readonly Observation[]> {
  const callers = new Set(callersOf(stack, planned))
  const from = look.sinceMs + inFlightMs
  const until = look.untilMs ?? Date.now()
  const calls = await stack.observed(planned.service, from)
  return calls.filter(({ caller, timeMs }) => callers.has(caller) && timeMs >= from && timeMs < until)
}

/** While it lasted: nothing of the callers that were cut off may stand in the target's own log. */
export async function targetSilent(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const calls = await heard(stack, planned, look)
  const who = [...new Set(calls.map((entry) => entry.caller))].join(', ')
  return {
    witness: 'target-silent',
    ok: calls.length === 0,
    detail:
      calls.length === 0
        ? `${planned.service} logged no call that should have been cut`
        : `${planned.service} logged ${calls.length} calls of ${who} during the fault`,
  }
}
