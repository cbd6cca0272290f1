import type { Complaint } from '../../model/complaint.ts'
import type { PlannedFault } from '../../model/plan.ts'
import type { Catalog } from '../catalog.ts'
import type { Outline } from './outline.ts'

/** Before a fault its target is looked at; what an earlier one had changed must be undone by then. */
const apartMs = 2_000

/** Two faults that change the same thing at once: neither could tell afterwards what it was before. */
export function checkOverlaps({ faults, catalog }: Outline): Complaint[] {
  return faults.flatMap((fault, index) => {
    const other = faults.slice(0, index).find((earlier) => meet(earlier, fault, catalog))
    if (!other) return []
    const message = `${fault.fault} changes what ${other.fault} has changed, before that is undone`
    const expected = `faults on the same target at least ${apartMs / 1_000}s apart`
    return [{ path: ['faults', index], message, expected }]
  })
}

function meet(a: PlannedFault, b: PlannedFault, catalog: Catalog): boolean {
  const apart = b.fromMs >= a.toMs + apartMs || a.fromMs >= b.toMs + apartMs
  if (apart || onEdges(a, catalog) !== onEdges(b, catalog)) return false
  if (!onEdges(a, catalog)) return a.service === b.service
  return a.edges.some(({ from, to }) => b.edges.some((edge) => edge.from === from && edge.to === to))
}

const onEdges = ({ fault }: PlannedFault, { faults }: Catalog) => faults[fault]?.needs.includes('edges')
