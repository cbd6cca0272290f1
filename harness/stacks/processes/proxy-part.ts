import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { statOfNamed } from '../../model/process.ts'
import { type EdgeProxies, edgeProxies } from '../proxy.ts'
import { tcpReadiness, untilReady } from '../ready.ts'
import type { Site } from '../site.ts'
import { latestStarts } from '../started.ts'
import type { Crew } from './crew.ts'
import { requireAlive } from './failure.ts'
import { requireFree } from './ports.ts'
import { proxyApi } from './slots.ts'
import { spawnPart } from './spawn.ts'

/** No service can have this name. */
const proxyName = '_proxy'

export function proxiesOf(site: Site): EdgeProxies {
  return edgeProxies(proxyApi(site.manifest.prefix).url, site.topology)
}

/** Starts the proxy with every edge open. */
export async function startProxy(crew: Crew, signal: AbortSignal): Promise<void> {
  const { site } = crew
  const api = proxyApi(site.manifest.prefix)
  await requireFree('the proxy', api)
  const cwd = site.layout.serviceDir(proxyName)
  mkdirSync(cwd, { recursive: true, mode: 0o700 })
  const server = join(crew.tool('toxiproxy'), 'toxiproxy-server')
  const command = [server, '-host', api.address, '-port', `${api.port}`]
  const started = await spawnPart(site.layout, proxyName, { command, cwd, env: {} })
  await untilReady(tcpReadiness(api), requireAlive(proxyName, started), signal)
  await proxiesOf(site).create()
}

/** A proxy that died has forgotten its edges; it comes back with all of them open. */
export async function requireProxy(crew: Crew, signal: AbortSignal): Promise<void> {
  const started = latestStarts(crew.site.layout.started).get(proxyName)
  if (started && 'pid' in started && statOfNamed(started)) return
  await startProxy(crew, signal)
}
