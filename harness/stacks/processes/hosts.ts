import { hostname } from 'node:os'
import { serviceOf } from '../../model/estate.ts'
import type { Site } from '../site.ts'

const bypass = 'bypasses-proxy'

/** The hosts file that a party alone sees: its callees' names at the proxy, its own name at its own address. */
export function hostsOf({ estate, topology }: Site, service: string): string {
  const callees = topology.edges.filter((edge) => edge.from === service).map((edge) => edge.to)
  const direct = estate.services[service]?.run.defects.includes(bypass) ? serviceOf(estate, 'idp') : undefined
  const endpoints = callees.map((callee) =>
    callee === direct ? topology.behind(callee) : topology.endpoint(service, callee),
  )
  const lines = [
    '127.0.0.1 localhost',
    `127.0.0.1 ${hostname()}`,
    ...[...endpoints, topology.behind(service)].map(({ address, host }) => `${address} ${host}`),
  ]
  return `${lines.join('\n')}\n`
}
