import { setTimeout as pause } from 'node:timers/promises'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Fault, Observed } from '../fault.ts'
import { requireStack } from '../ours.ts'
import { target } from '../target.ts'

type Before = Readonly<Record<string, unknown>>

interface AuthorityFault {
  readonly name: string
  readonly summary: string
  /** What is to be put back. */
  prepare(stack: Stack, ca: string): Promise<Before>
  change(stack: Stack, ca: string, before: Before): Promise<void>
  back(stack: Stack, ca: string, before: Before): Promise<void>
  isBack(stack: Stack, ca: string, before: Before): Promise<boolean>
  /** What somebody gets from the CA over an edge; undefined when nothing. */
  seen(stack: Stack, edge: Edge): Promise<{ isHit: boolean; detail: string } | undefined>
}

const settleMs = 5_000
const betweenMs = 200

/** The CA answers as always, and what it gives out is no good. */
export function authorityFault({ name, summary, ...fault }: AuthorityFault): Fault {
  const canaries = async (stack: Stack, { edges }: PlannedFault, hit: boolean, forMs: number) =>
    Promise.all(edges.filter((edge) => isAsker(stack, edge)).map((edge) => looked(stack, edge, hit, forMs)))
  const looked = async (stack: Stack, edge: Edge, hit: boolean, forMs: number): Promise<Observed> => {
    const deadline = performance.now() + forMs
    for (;;) {
      const found = await fault.seen(stack, edge)
      const ok = found?.isHit === hit
      const detail = `${edge.from} → ${edge.to}: ${found?.detail ?? 'nothing came'}`
      if (ok || performance.now() > deadline) return { witness: 'canary', ok, detail }
      await pause(betweenMs)
    }
  }
  return {
    name,
    summary,
    layer: 'trust',
    role: 'vault',
    options: target.omit({ edge: true }).required({ service: true }),
    needs: [],
    degrades: () => true,
    async prepare(stack, { service, edges }) {
      const before = await fault.prepare(stack, service)
      return { fault: name, service, edges, before, fingerprint: stack.id }
    },
    inject: (stack, { service, before }) => fault.change(stack, service, before),
    async heal(stack, undo) {
      requireStack(stack, undo)
      await fault.back(stack, undo.service, undo.before)
    },
    verify: (stack, { service, before }) => fault.isBack(stack, service, before),
    async witness(stack, planned, look) {
      const { callerSeen, controlPath } = await import('../witness.ts')
      if (look.moment === 'hold') return []
      if (look.moment === 'before') return [await callerSeen(stack, planned, look)]
      if (look.moment === 'end') return canaries(stack, planned, false, settleMs)
      const [seen, control] = await Promise.all([
        canaries(stack, planned, true, settleMs),
        controlPath(stack, planned.service, ['open'], settleMs),
      ])
      return [...seen, control]
    },
    lasted: async (stack, planned) =>
      (await canaries(stack, planned, true, 0)).map((one) => ({ ...one, witness: 'target-state' })),
  }
}

/** Whoever has a part in mutual TLS asks the CA for something. */
const isAsker = ({ estate }: Stack, { from }: Edge) =>
  estate['mutual-tls'].some((each) => each.from === from || each.to === from)
