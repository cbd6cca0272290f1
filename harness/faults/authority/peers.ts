import { request } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../../model/error.ts'
import { internalNameOf, machines } from '../../model/mutual-tls.ts'
import type { PlannedFault } from '../../model/plan.ts'
import type { Endpoint, Stack } from '../../stacks/stack.ts'
import { trusted } from '../../stacks/trust.ts'
import type { Look, Observed } from '../fault.ts'
import { mutualEdges } from './edges.ts'
import { caOf, ended, issueTo, type Shown } from './issuing.ts'

type Ending = number | 'refused' | 'silent' | 'broken'

const patienceMs = 2_000
const betweenMs = 200

/** Certificates that canaries got before the fault: what they show must come from the CA that issued then. */
const ready = new WeakMap<Stack, Map<string, Shown>>()

/** An identity of the estate whose edge the target checks. */
export function peerOf(stack: Stack, service: string): string | undefined {
  const { identities } = stack.estate
  return stack.estate['mutual-tls'].find(({ from, to }) => to === service && Object.hasOwn(identities, from))
    ?.from
}

/** Throws `fault-failed` when there is nobody whose certificate the target takes. */
export async function readyCanary(stack: Stack, { id, service }: PlannedFault): Promise<void> {
  const known = ready.get(stack) ?? new Map<string, Shown>()
  ready.set(stack, known)
  if (known.has(id)) return
  const identity = peerOf(stack, service)
  const shown = identity && (await issueTo(stack, identity, stack.behind(caOf(stack))))
  if (!shown)
    throw new DrillError('fault-failed', `no workload of the estate has a certificate that ${service} takes`)
  known.set(id, shown)
}

/** From every caller's position: the same certificate, on a new connection each time, until it ends as wanted. */
export async function peerCanaries(
  stack: Stack,
  planned: PlannedFault,
  wanted: readonly Ending[],
  forMs: number,
): Promise<Observed[]> {
  const shown = ready.get(stack)?.get(planned.id)
  if (!shown) return [{ witness: 'canary', ok: false, detail: 'the canary has no certificate to show' }]
  const edges = mutualEdges(stack, planned)
  const seen = await Promise.all(
    edges.map(async ({ from, to }): Promise<Observed> => {
      const ending = await endingOf(stack, to, stack.endpoint(from, to), shown, wanted, forMs)
      const detail = `a call over mutual TLS ${from} → ${to} ended with "${ending}", expected ${wanted.join(' or ')}`
      return { witness: 'canary', ok: wanted.includes(ending), detail }
    }),
  )
  if (wanted.includes(200) && seen.every(({ ok }) => ok)) await ended(stack, shown)
  return seen
}

async function endingOf(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  shown: Shown,
  wanted: readonly Ending[],
  forMs: number,
): Promise<Ending> {
  const deadline = performance.now() + forMs
  for (;;) {
    const ending = await call(stack, service, endpoint, shown)
    if (wanted.includes(ending) || performance.now() > deadline) return ending
    await pause(betweenMs)
  }
}

/** One request on a connection of its own. Never rejects. */
function call(stack: Stack, service: string, endpoint: Endpoint, { key, chain }: Shown): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  const sent = request({
    ...{ host: endpoint.address, port: endpoint.port, path: `/${service}/internal/healthz`, agent: false },
    ...{ servername: internalNameOf(stack.estate, service), key, cert: chain.join('\n') },
    ca: [...trusted(stack, machines, 'bundle')],
    headers: { host: endpoint.host, 'user-agent': 'drill-canary' },
  })
  const end = (ending: Ending) => {
    clearTimeout(timer)
    sent.destroy()
    resolve(ending)
  }
  const timer = setTimeout(() => end('silent'), patienceMs)
  sent.once('response', ({ statusCode }) => end(statusCode ?? 'broken'))
  sent.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
  )
  sent.end()
  return promise
}

/** Before: did the target's own log show real callers with certificates on these edges? */
export async function peersSeen(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const callers = mutualEdges(stack, planned).map(({ from }) => from)
  const calls = await stack.observed(planned.service, look.sinceMs)
  const seen = new Set(calls.filter(({ line }) => line.includes('"peer":{')).map(({ caller }) => caller))
  const present = callers.filter((caller) => seen.has(caller))
  const detail = `${planned.service} logged calls over mutual TLS of ${present.join(', ') || 'none'} (of ${callers.join(', ')}) before the fault`
  return { witness: 'caller-seen', ok: present.length > 0, detail }
}
