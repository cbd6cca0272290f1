import { serviceOf } from '../model/estate.ts'
import type { Site } from './site.ts'
import type { Endpoint } from './stack.ts'

const bypass = 'bypasses-proxy'

/** Does a service reach the identity provider around the proxy, as a seeded defect? Then the callee's name. */
export function bypassed({ estate }: Site, service: string): string | undefined {
  return estate.services[service]?.run.defects.includes(bypass) ? serviceOf(estate, 'idp') : undefined
}

/** The names that a party alone sees: its callees' at the proxy, its own at its own address. */
export function namesFor(site: Site, service: string): readonly Endpoint[] {
  const { topology } = site
  const direct = bypassed(site, service)
  const callees = topology.edges.filter((edge) => edge.from === service).map((edge) => edge.to)
  const endpoints = callees.map((callee) =>
    callee === direct ? topology.behind(callee) : topology.endpoint(service, callee),
  )
  return [...endpoints, topology.behind(service)]
}
