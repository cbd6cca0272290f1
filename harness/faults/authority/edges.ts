import { machines } from '../../model/mutual-tls.ts'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import type { Stack } from '../../stacks/stack.ts'

/** Edges of the fault on which a client certificate is asked for. */
export const mutualEdges = (
  stack: Stack,
  { edges, service }: Pick<PlannedFault, 'edges' | 'service'>,
): Edge[] =>
  edges.filter(({ from }) =>
    stack.estate['mutual-tls'].some(
      (each) =>
        each.to === service &&
        (each.from === from || (from === machines && !(each.from in stack.estate.services))),
    ),
  )
