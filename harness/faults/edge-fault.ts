import type { Edge } from '../model/plan.ts'
import type { EdgeState, Stack } from '../stacks/stack.ts'
import type { Fault, Undo } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'
import { target } from './target.ts'
import type { Answer } from './witness.ts'

const settleMs = 3_000

interface EdgeFault {
  readonly name: string
  readonly summary: string
  readonly layer: Fault['layer']
  /** State that every hit edge is brought into. */
  readonly state: EdgeState
  /** What a newcomer on such an edge meets. */
  readonly meets: readonly Answer[]
}

const key = (edge: Edge) => `${edge.from}→${edge.to}`

async function statesOf(stack: Stack, edges: readonly Edge[]): Promise<Record<string, EdgeState>> {
  return Object.fromEntries(
    await Promise.all(edges.map(async (edge) => [key(edge), await stack.edgeState(edge)] as const)),
  )
}

/** A fault that leaves the target alone and hits the ways to it. */
export function edgeFault({ name, summary, layer, state, meets }: EdgeFault): Fault {
  return {
    name,
    summary,
    layer,
    options: target,
    needs: ['edges'],
    async prepare(stack, planned) {
      const before = await statesOf(stack, planned.edges)
      return { fault: name, service: planned.service, edges: planned.edges, before, fingerprint: stack.id }
    },
    inject: (stack, undo) => stack.setEdges(undo.edges, state),
    async heal(stack, undo) {
      requireStack(stack, undo)
      const now = await statesOf(stack, undo.edges)
      const before = (edge: Edge) => undo.before[key(edge)] ?? 'open'
      const theirs = undo.edges.filter((edge) => {
        const is = now[key(edge)]
        return is !== state && is !== before(edge)
      })
      for (const wanted of ['open', 'refused', 'silent'] as const) {
        const edges = undo.edges.filter((edge) => before(edge) === wanted && !theirs.includes(edge))
        if (edges.length > 0) await stack.setEdges(edges, wanted)
      }
      if (theirs.length > 0)
        throw notOurs(theirs.map((edge) => `${edge.from} → ${edge.to} is ${now[key(edge)]}`).join(', '))
    },
    async verify(stack, undo: Undo) {
      const now = await statesOf(stack, undo.edges)
      return undo.edges.every((edge) => now[key(edge)] === (undo.before[key(edge)] ?? 'open'))
    },
    async witness(stack, planned, look) {
      // Loaded when it looks: a catalogue that is only read needs no TLS.
      const { callerSeen, canaries, controlPath, targetSilent } = await import('./witness.ts')
      if (look.moment === 'before') return [await callerSeen(stack, planned, look)]
      if (look.moment === 'hold') return [await targetSilent(stack, planned, look)]
      if (look.moment === 'end') return canaries(stack, planned.edges, ['open'], settleMs)
      const [canary, control] = await Promise.all([
        canaries(stack, planned.edges, meets, settleMs),
        controlPath(stack, planned.service, ['open'], settleMs),
      ])
      return [...canary, control]
    },
  }
}
