import type { Engine } from '../../setup/engine-client.ts'
import { allEnded } from '../clean-up.ts'
import type { Site } from '../site.ts'
import { labelsOf, nameOf } from './labels.ts'

/** The network on which the harness alone tells the proxy what to do; no service can have this name. */
export const controlNetwork = '_control'

/** Where the proxy is told what to do: an address that no party has a route to. */
export function proxyApi(prefix: string) {
  const address = `${prefix}.0.2`
  return { address, port: 8474, url: `http://${address}:8474` }
}

export function networkName(site: Site, party: string): string {
  return nameOf(site.layout.name, party)
}

/**
 * Makes one network per party, and one to control the proxy. They are internal: no container has a route out of
 * its own, so the proxy is the only way from one party to another; the host reaches each of them.
 */
export async function makeNetworks(engine: Engine, site: Site): Promise<void> {
  const { topology, manifest, layout } = site
  const wanted = new Map(topology.parties.map((party) => [party, topology.network(party)]))
  wanted.set(controlNetwork, `${manifest.prefix}.0.0/24`)
  await allEnded(
    [...wanted].map(([party, subnet]) =>
      engine.createNetwork({
        Name: networkName(site, party),
        Driver: 'bridge',
        Internal: true,
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet, Gateway: subnet.replace('.0/24', '.1') }] },
        Labels: labelsOf(layout.name, party),
      }),
    ),
  )
}

/** Adds a container to one more network, at a fixed address. */
export async function join(
  engine: Engine,
  site: Site,
  container: string,
  party: string,
  address: string,
): Promise<void> {
  await engine.getNetwork(networkName(site, party)).connect({
    Container: container,
    EndpointConfig: { IPAMConfig: { IPv4Address: address } },
  })
}
