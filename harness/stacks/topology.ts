import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import type { Edge } from '../model/plan.ts'
import type { Endpoint } from './stack.ts'

/**
 * Addresses of one stack. Every party (service or caller) has a network of its own, `<prefix>.<n>.0/24`, that
 * it shares with the proxy alone: the proxy answers there at `.2` with one listener per callee (on the callee's
 * fixed port), the party itself lives at `.3`. Only the prefix differs between drivers: 127.x on loopback,
 * 10.x in container networks. Two parties share no network, so the proxy is the only way between them.
 *
 *     orders 127.77.5.3 ──▶ 127.77.5.2:8443 (proxy: edge orders→idp) ──▶ 127.77.2.3:8443 idp
 */
export interface Topology {
  readonly parties: readonly string[]
  readonly edges: readonly Edge[]
  /** Where `caller` reaches `callee`: the proxy's listener in the caller's network. */
  endpoint(caller: string, callee: string): Endpoint
  /** Where a service itself listens. */
  behind(service: string): Endpoint
  /** Address of the proxy in a party's network. */
  proxyAddress(party: string): string
  network(party: string): string
  hostName(service: string): string
}

export function topologyOf(estate: Estate, prefix: string): Topology {
  const parties = [...Object.keys(estate.services), ...Object.keys(estate.callers)]
  const callsOf = (party: string) => estate.services[party]?.calls ?? estate.callers[party]?.calls ?? []
  const index = (party: string) => {
    const at = parties.indexOf(party)
    if (at < 0) throw new DrillError('bad-input', `the estate has no service or caller named ${party}`)
    return at + 1
  }
  const serviceNamed = (name: string) => {
    const found = estate.services[name]
    if (!found) throw new DrillError('bad-input', `the estate has no service named ${name}`)
    return found
  }
  const hostName = (service: string) => `${service}.${estate.domain}`
  const proxyAddress = (party: string) => `${prefix}.${index(party)}.2`
  return {
    parties,
    edges: parties.flatMap((from) => callsOf(from).map((to) => ({ from, to }))),
    endpoint(caller, callee) {
      if (!callsOf(caller).includes(callee))
        throw new DrillError('bad-input', `the estate declares no edge ${caller} → ${callee}`)
      return { host: hostName(callee), address: proxyAddress(caller), port: serviceNamed(callee).port }
    },
    behind: (service) => ({
      host: hostName(service),
      address: `${prefix}.${index(service)}.3`,
      port: serviceNamed(service).port,
    }),
    proxyAddress,
    network: (party) => `${prefix}.${index(party)}.0/24`,
    hostName,
  }
}
