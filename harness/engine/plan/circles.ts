import type { Complaint } from '../../model/complaint.ts'
import type { Estate } from '../../model/estate.ts'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import { fallbackOf } from './check-classes.ts'
import { cuts } from './faults.ts'
import { edgesFrom, type Lifeline, lifelinesOf } from './lifelines.ts'
import type { Outline } from './outline.ts'

/** Faults that take away what the drill itself hangs on, at once or over what that relies on. */
export function checkCircles({ draft, catalog, estate, faults }: Outline): Complaint[] {
  const hit = new Set(faults.map(({ service }) => service))
  const tried = new Set(draft.workloads.flatMap((entry) => fallbackOf(entry, catalog) ?? []))
  const lifelines = lifelinesOf(estate, draft, { hit, tried })
  return faults.flatMap((fault, index) => {
    const entry = draft.faults[index]
    if (!entry || fault.degrades) return []
    const whole = entry.options.edge === undefined
    const path = [...entry.path, whole ? 'service' : 'edge']
    return lifelines.flatMap((lifeline) => {
      const chain = chainOf(estate, lifeline, fault, whole)
      if (!chain) return []
      const message = `${lifeline.what} sits inside what ${fault.fault} takes away: ${chain.join(' → ')}`
      return [{ path, message, expected: 'a target that it does not hang on' }]
    })
  })
}

/** The shortest way from a member to what the fault cuts; undefined when there is no connection. */
function chainOf(
  estate: Estate,
  { members, edges, spared }: Lifeline,
  fault: PlannedFault,
  whole: boolean,
): string[] | undefined {
  if (whole && members.includes(fault.service)) return [fault.service]
  const own = edges.find((edge) => cuts(fault, edge))
  if (own) return [own.from, own.to]
  const seen = new Set(members)
  const queue = members.map((name) => [name])
  for (const chain of queue) {
    const needed = edgesFrom(estate, chain.at(-1) ?? '').filter(
      (edge) => isNeed(estate, edge) && !spared.some((each) => same(each, edge)),
    )
    const hit = needed.find((edge) => cuts(fault, edge))
    if (hit) return [...chain, hit.to]
    for (const { to } of needed.filter((edge) => !seen.has(edge.to))) {
      seen.add(to)
      queue.push([...chain, to])
    }
  }
  return undefined
}

/** A gateway or an identity provider goes on without the applications that it calls; an application needs what it calls. */
export function isNeed(estate: Estate, { from, to }: Edge): boolean {
  const role = (name: string) => estate.services[name]?.role
  return role(to) !== 'relying-service' || role(from) === 'relying-service'
}

const same = (a: Edge, b: Edge): boolean => a.from === b.from && a.to === b.to
