import { DrillError } from '../model/error.ts'
import type { Edge } from '../model/plan.ts'
import type { EdgeState, Stack } from '../stacks/stack.ts'
import type { Fault, Undo } from './fault.ts'
import { notOurs, requireStack } from './ours.ts'

/** What tells one fault on edges from another. */
export interface EdgeStateFault
  extends Pick<Fault, 'name' | 'summary' | 'layer' | 'options' | 'degrades' | 'witness'> {
  /** State that every hit edge is brought into. */
  state(options: Readonly<Record<string, unknown>>): EdgeState
}

const key = (edge: Edge) => `${edge.from}→${edge.to}`

async function statesOf(stack: Stack, edges: readonly Edge[]): Promise<Record<string, EdgeState>> {
  return Object.fromEntries(
    await Promise.all(edges.map(async (edge) => [key(edge), await stack.edgeState(edge)] as const)),
  )
}

const before = ({ before }: Undo, edge: Edge) => (before[key(edge)] ?? 'open') as EdgeState

/** A fault that leaves the target alone and brings the ways to it into a state: how it is injected and undone. */
export function edgeStateFault({ state, ...fault }: EdgeStateFault): Fault {
  // Records of an earlier version do not say it: its faults had one state each.
  const to = (undo: Undo) => (undo.to ?? state({})) as EdgeState
  return {
    ...fault,
    needs: ['edges'],
    async prepare(stack, { service, edges, options }) {
      const found = await statesOf(stack, edges)
      requireKnown(edges, found)
      return { fault: fault.name, service, edges, before: found, to: state(options), fingerprint: stack.id }
    },
    inject: (stack, undo) => stack.setEdges(undo.edges, to(undo)),
    async heal(stack, undo) {
      requireStack(stack, undo)
      const now = await statesOf(stack, undo.edges)
      const known = (edge: Edge) => [to(undo), before(undo, edge), 'lost'].includes(now[key(edge)] ?? 'lost')
      const theirs = undo.edges.filter((edge) => !known(edge))
      const ours = undo.edges.filter(known)
      for (const [wanted, edges] of Map.groupBy(ours, (edge) => before(undo, edge)))
        await stack.setEdges(edges, wanted)
      if (theirs.length > 0) throw notOurs(wordsOf(theirs, now))
    },
    async verify(stack, undo) {
      const now = await statesOf(stack, undo.edges)
      return undo.edges.every((edge) => now[key(edge)] === before(undo, edge))
    },
  }
}

/** What cannot be put back afterwards is not touched. */
function requireKnown(edges: readonly Edge[], found: Readonly<Record<string, EdgeState>>): void {
  const theirs = edges.filter((edge) => ['unknown', 'lost'].includes(found[key(edge)] ?? 'lost'))
  if (theirs.length === 0) return
  throw new DrillError('stack-lost', `somebody else has changed the ways there: ${wordsOf(theirs, found)}`, {
    next: 'put them right by hand, or end the stack with `drill down`',
  })
}

function wordsOf(edges: readonly Edge[], states: Readonly<Record<string, EdgeState>>): string {
  return edges.map((edge) => `${edge.from} → ${edge.to} is ${states[key(edge)]}`).join(', ')
}
