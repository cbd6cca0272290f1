import { mkdirSync } from 'node:fs'
import { join as path } from 'node:path'
import { toolInImage } from '../../setup/engine-layout.ts'
import { type EdgeProxies, edgeProxies } from '../proxy.ts'
import { tcpReadiness, untilReady } from '../ready.ts'
import type { Site } from '../site.ts'
import type { Crew, StartingCrew } from './crew.ts'
import { requireRunning } from './failure.ts'
import { containersOf } from './labels.ts'
import { controlNetwork, join, proxyApi } from './networks.ts'
import { commandOf, place, userFor } from './run-container.ts'

/** No service can have this name. */
export const proxyName = '_proxy'

export function proxiesOf(site: Site): EdgeProxies {
  return edgeProxies(proxyApi(site.manifest.prefix).url, site.topology)
}

/** Starts the proxy in every party's network, with every edge open. */
export async function startProxy({ site, engine, images }: StartingCrew, signal: AbortSignal): Promise<void> {
  const { topology, layout, manifest } = site
  const api = proxyApi(manifest.prefix)
  mkdirSync(layout.serviceDir(proxyName), { recursive: true, mode: 0o700 })
  const server = path(toolInImage('toxiproxy'), 'toxiproxy-server')
  const { uid, gid } = userFor(false)
  const container = await place(engine, site, {
    service: proxyName,
    image: images.toxiproxy,
    party: controlNetwork,
    address: api.address,
    env: {},
    hosts: [],
    user: `${uid}:${gid}`,
    options: commandOf(site, proxyName, [server, '-host', api.address, '-port', `${api.port}`]),
  })
  for (const party of topology.parties)
    await join(engine, site, container.id, party, topology.proxyAddress(party))
  await container.start()
  await untilReady(tcpReadiness(api), requireRunning(proxyName, container), signal)
  await proxiesOf(site).create()
}

/** A proxy that died has forgotten its edges; it comes back with all of them open. */
export async function requireProxy({ site, engine }: Crew, signal: AbortSignal): Promise<void> {
  const [container] = await containersOf(engine, site.layout.name, proxyName)
  if (!container || (await container.inspect()).State.Running) return
  await container.start()
  await untilReady(tcpReadiness(proxyApi(site.manifest.prefix)), requireRunning(proxyName, container), signal)
  await proxiesOf(site).create()
}
