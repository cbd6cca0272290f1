import type { Fault } from '../../faults/fault.ts'
import { type Estate, serviceOf } from '../../model/estate.ts'
import { authorityOf } from '../../model/mutual-tls.ts'
import type { Edge, PlannedFault } from '../../model/plan.ts'
import type { Catalog } from '../catalog.ts'
import { cuts } from './faults.ts'
import type { RevocationCommand } from './revocations.ts'

/** The caller that gives commands. */
export const operator = 'operator'

/** Until when (ms) the way of a command given at a time is cut; `undefined` when it is open. */
export function cutUntil(
  command: RevocationCommand,
  atMs: number,
  faults: readonly PlannedFault[],
  estate: Estate,
  catalog: Catalog,
): number | undefined {
  const way = wayOf(command, estate)
  const cutting = faults.filter(
    (fault) =>
      way.edges.some((edge) => cuts(fault, edge)) ||
      (way.local === fault.service && stops(catalog.faults[fault.fault])),
  )
  let openMs = atMs
  // One fault may begin before the other ends.
  for (let next = lasting(cutting, openMs); next; next = lasting(cutting, openMs)) openMs = next.toMs
  return openMs === atMs ? undefined : openMs
}

function lasting(cutting: readonly PlannedFault[], atMs: number): PlannedFault | undefined {
  return cutting.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
}

/** A fault that stops the target itself closes its local socket too; one that moves its clock does not. */
function stops(fault: Fault | undefined): boolean {
  return fault?.needs.some((need) => need !== 'edges' && need !== 'clock') ?? false
}

/** The edges that a command travels; `local` is a service that is told over a socket of its own. */
function wayOf(
  { via, what, identity }: RevocationCommand,
  estate: Estate,
): { edges: Edge[]; local?: string } {
  const database = serviceOf(estate, 'database')
  const to = (service: string | undefined, ...beyond: (string | undefined)[]): { edges: Edge[] } => {
    const stations = [operator, service, ...beyond].filter((name) => name !== undefined)
    return {
      edges: stations.slice(1).map((station, index) => ({ from: stations[index] ?? operator, to: station })),
    }
  }
  switch (via) {
    case 'idp':
      return to(serviceOf(estate, 'idp'), database)
    case 'app-session':
      return to(applicationOf(identity, estate), database)
    case 'vault':
      return to(serviceOf(estate, 'vault'), what === 'lease' ? database : undefined)
    case 'database':
      return to(database)
    case 'ca':
      return to(authorityOf(estate))
    case 'gateway-denylist':
      return { edges: [], local: serviceOf(estate, 'gateway') }
  }
}

/** The application that holds somebody's sessions: the client they log in with, or the one that the operator calls. */
function applicationOf(identity: string, estate: Estate): string | undefined {
  const client = Object.hasOwn(estate.identities, identity) ? estate.identities[identity]?.client : undefined
  if (client !== undefined && Object.hasOwn(estate.services, client)) return client
  const calls = estate.callers[operator]?.calls ?? []
  return calls.find((name) => estate.services[name]?.role === 'relying-service')
}
