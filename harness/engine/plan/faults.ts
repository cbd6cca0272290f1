import { type Estate, serviceOf } from '../../model/estate.ts'
import type { Edge, PlannedFault, PlannedPhase } from '../../model/plan.ts'
import type { Catalog } from '../catalog.ts'
import { callsOf } from './check-references.ts'
import type { Draft, Entry } from './draft.ts'
import { idsOf } from './ids.ts'
import { faultSpan } from './spans.ts'

/** The faults on the run's clock, each with every edge that it hits. */
export function plannedFaults(
  draft: Draft,
  spans: readonly PlannedPhase[],
  estate: Estate,
  catalog: Pick<Catalog, 'faults'>,
): PlannedFault[] {
  const ids = idsOf(draft.faults)
  return draft.faults.map((entry, index) => ({
    id: ids[index] ?? entry.word,
    fault: entry.word,
    layer: catalog.faults[entry.word]?.layer,
    ...(catalog.faults[entry.word]?.degrades?.(entry.options) ? { degrades: true } : {}),
    ...(catalog.faults[entry.word]?.removes ? { removes: catalog.faults[entry.word]?.removes } : {}),
    options: entry.options,
    ...targetOf(entry, estate),
    ...faultSpan(spans, entry),
  }))
}

function targetOf({ options }: Entry, estate: Estate): { service: string; edges: readonly Edge[] } {
  const edge = options.edge as Edge | undefined
  const named = (word: string) => serviceOf(estate, word) ?? word
  if (edge) return { service: named(edge.to), edges: [{ from: named(edge.from), to: named(edge.to) }] }
  const service = named(String(options.service))
  return { service, edges: inbound(estate, service) }
}

/** Every edge to a service, the operator's included. */
function inbound(estate: Estate, service: string): Edge[] {
  const parties = [...Object.keys(estate.services), ...Object.keys(estate.callers)]
  return parties
    .filter((from) => callsOf(estate, from).includes(service))
    .map((from) => ({ from, to: service }))
}

/** Whether a fault takes an edge away. One that only degrades it takes away nothing. */
export function cuts(fault: PlannedFault, edge: Edge): boolean {
  return !fault.degrades && fault.edges.some(({ from, to }) => from === edge.from && to === edge.to)
}
