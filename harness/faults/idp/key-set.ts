import { request } from 'undici'
import * as z from 'zod'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import { dispatcherFor } from '../../stacks/dial.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Observed } from '../fault.ts'
import { realm } from './realm-admin.ts'

const settleMs = 5_000
const betweenMs = 100
const patienceMs = 2_000
const keySet = z.object({ keys: z.array(z.object({ kid: z.string(), use: z.string().optional() })) })

/** What each verifier was served before the fault: a removal shows in what is missing since. */
const servedBefore = new WeakMap<PlannedFault, ReadonlyMap<string, readonly string[]>>()

/** Services that are served keys over an edge of their own. */
function verifiers(stack: Stack, { edges }: PlannedFault): Edge[] {
  return edges.filter(({ from }) => stack.estate.services[from]?.role === 'relying-service')
}

/** Keeps what each verifier is served now. */
export async function keepServed(stack: Stack, planned: PlannedFault): Promise<void> {
  const served = verifiers(stack, planned).map(
    async (edge) => [edge.from, (await kidsServed(stack, edge)) ?? []] as const,
  )
  servedBefore.set(planned, new Map(await Promise.all(served)))
}

/** From each verifier's position: is a key missing that was served before, or is every one served again? */
export function servedCanaries(
  stack: Stack,
  planned: PlannedFault,
  wanted: 'one-missing' | 'all-there',
  forMs = settleMs,
): Promise<Observed[]> {
  return Promise.all(verifiers(stack, planned).map((edge) => lookedAt(stack, planned, edge, wanted, forMs)))
}

async function lookedAt(
  stack: Stack,
  planned: PlannedFault,
  edge: Edge,
  wanted: 'one-missing' | 'all-there',
  forMs: number,
): Promise<Observed> {
  const before = servedBefore.get(planned)?.get(edge.from) ?? []
  const deadline = performance.now() + forMs
  for (;;) {
    const now = await kidsServed(stack, edge)
    const missing = now && before.filter((kid) => !now.includes(kid)).length
    const ok = before.length > 0 && missing !== undefined && missing > 0 === (wanted === 'one-missing')
    if (ok || performance.now() > deadline) {
      const told = missing === undefined ? 'no keys at all' : `${missing} of ${before.length} missing`
      const detail = `${edge.from} ← ${edge.to}: of the signing keys before, ${told}; expected ${wanted}`
      return { witness: 'canary', ok, detail }
    }
    await new Promise((resolve) => setTimeout(resolve, betweenMs))
  }
}

/** Ids of the signing keys that an edge's caller is served; undefined when it is served none. */
async function kidsServed(stack: Stack, { from, to }: Edge): Promise<string[] | undefined> {
  const dispatcher = dispatcherFor(stack, from, { timeoutMs: patienceMs })
  const { host, port } = stack.endpoint(from, to)
  const url = `https://${host}:${port}/realms/${realm}/protocol/openid-connect/certs`
  try {
    const headers = { 'user-agent': 'drill-witness' }
    const { body, statusCode } = await request(url, { dispatcher, headers })
    const read = keySet.safeParse(await body.json())
    if (statusCode !== 200 || !read.success) return undefined
    return read.data.keys.filter(({ use }) => use === 'sig').map(({ kid }) => kid)
  } catch {
    return undefined
  } finally {
    await dispatcher.destroy()
  }
}
