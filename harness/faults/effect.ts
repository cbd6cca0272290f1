import type { Edge, PlannedFault } from '../model/plan.ts'
import type { Endpoint, Stack } from '../stacks/stack.ts'
import type { Observed } from './fault.ts'
import type { Measured } from './measuring.ts'

/** How an impaired edge shows to a newcomer who measures, and how one shows that is not. */
export interface Effect {
  readonly patienceMs: number
  /** So many bytes must come before the effect can be told. */
  readonly bytes?: number
  /** They may come over so many connections, one after the other, because a server may end one after some answers. */
  readonly connections?: number
  readonly expected: string
  isHit(measured: Measured): boolean
  isFree(measured: Measured): boolean
}

/** A busy machine makes a way slow for a moment: what is expected may come on a second look. */
const settleMs = 3_000

async function gathered(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  { patienceMs, bytes = 0, connections = 1 }: Effect,
): Promise<Measured> {
  // Loaded when it looks: a catalogue that is only read needs no TLS.
  const { measured } = await import('./measuring.ts')
  const last = await measured(stack, service, endpoint, { patienceMs, bytes })
  let { ms, receivedBytes } = last
  for (let count = 1; count < connections && receivedBytes < bytes && ms < patienceMs; count += 1) {
    const more = await measured(stack, service, endpoint, { patienceMs, bytes: bytes - receivedBytes })
    if (more.handshakeMs === undefined) break
    ms += more.ms
    receivedBytes += more.receivedBytes
  }
  return { ...last, ms, receivedBytes }
}

async function settled(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  effect: Effect,
  wanted: 'isHit' | 'isFree',
): Promise<{ ok: boolean; told: string }> {
  const deadline = performance.now() + settleMs
  for (;;) {
    const measure = await gathered(stack, service, endpoint, effect)
    const ok = effect[wanted](measure)
    if (ok || performance.now() > deadline) return { ok, told: wordsOf(measure) }
  }
}

function wordsOf({ end, handshakeMs, ms, receivedBytes }: Measured): string {
  const handshake =
    handshakeMs === undefined ? 'no handshake' : `a handshake of ${Math.round(handshakeMs)} ms`
  return `"${end}" after ${handshake} and ${receivedBytes} bytes in ${Math.round(ms)} ms`
}

/** A canary from every caller's position, which measures what a newcomer gets there. */
function measuringCanaries(
  stack: Stack,
  edges: readonly Edge[],
  effect: Effect,
  wanted: 'isHit' | 'isFree',
): Promise<Observed[]> {
  const expected = wanted === 'isHit' ? effect.expected : `nothing of it: ${effect.expected}`
  return Promise.all(
    edges.map(async ({ from, to }): Promise<Observed> => {
      const { ok, told } = await settled(stack, to, stack.endpoint(from, to), effect, wanted)
      return { witness: 'canary', ok, detail: `${from} → ${to}: ${told}; expected ${expected}` }
    }),
  )
}

/** The same measure at the target's own address shows nothing of it: the target itself is well. */
async function unimpairedControl(stack: Stack, service: string, effect: Effect): Promise<Observed> {
  const { ok, told } = await settled(stack, service, stack.behind(service), effect, 'isFree')
  return {
    witness: 'control-path',
    ok,
    detail: `${service} at its own address: ${told}; expected nothing of it: ${effect.expected}`,
  }
}

/** What witnesses see of an impaired edge, but for the target's log while it lasts. */
export async function witnessed(
  stack: Stack,
  planned: PlannedFault,
  moment: 'begin' | 'end',
  effect: Effect,
): Promise<readonly Observed[]> {
  if (moment === 'end') return measuringCanaries(stack, planned.edges, effect, 'isFree')
  const [canaries, control] = await Promise.all([
    measuringCanaries(stack, planned.edges, effect, 'isHit'),
    unimpairedControl(stack, planned.service, effect),
  ])
  return [...canaries, control]
}
