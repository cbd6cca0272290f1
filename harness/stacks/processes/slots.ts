import { mkdirSync, readdirSync } from 'node:fs'
import { DrillError } from '../../model/error.ts'
import type { Estate } from '../../model/estate.ts'
import { withLock } from '../../setup/lock.ts'
import { layoutOf, stacksHome } from '../layout.ts'
import { readManifest } from '../manifest.ts'
import { type Topology, topologyOf } from '../topology.ts'
import { requireFree } from './ports.ts'

const first = 77
const last = 177

/** Where the stack's proxy is told what to do; no party has the network 0. */
export function proxyApi(prefix: string): { address: string; port: number; url: string } {
  const address = `${prefix}.0.2`
  return { address, port: 8474, url: `http://${address}:8474` }
}

/**
 * Finds addresses `127.<slot>` that no stack has and on which every port is free, and runs `claim` before
 * anybody else may look: it must write the manifest and start the proxy, whose ports then show that they are taken.
 */
export function claimSlot<T>(
  estate: Estate,
  signal: AbortSignal,
  claim: (prefix: string) => Promise<T>,
): Promise<T> {
  return withLock('stack-addresses', signal, async () => claim(await freePrefix(estate)))
}

async function freePrefix(estate: Estate): Promise<string> {
  const taken = takenPrefixes()
  let why: unknown
  for (let slot = first; slot <= last; slot++) {
    const prefix = `127.${slot}`
    if (taken.has(prefix)) continue
    try {
      // The proxy first: where one answers, another stack is coming up, whose ports must not be held, even for a moment.
      await requireFree('the proxy', proxyApi(prefix))
      await requireAllFree(topologyOf(estate, prefix))
      return prefix
    } catch (cause) {
      why = cause
    }
  }
  throw why instanceof DrillError
    ? why
    : new DrillError('refused', 'there are as many stacks up as there can be')
}

/** A stack that did not finish its start keeps its addresses until it is swept. */
function takenPrefixes(): ReadonlySet<string> {
  mkdirSync(stacksHome(), { recursive: true, mode: 0o700 })
  const names = readdirSync(stacksHome(), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const manifests = names.map(({ name }) => readManifest(layoutOf(name)))
  return new Set(manifests.flatMap((manifest) => manifest?.prefix ?? []))
}

async function requireAllFree(topology: Topology): Promise<void> {
  const services = [...new Set(topology.edges.map((edge) => edge.to))]
  for (const service of services) await requireFree(service, topology.behind(service))
  for (const { from, to } of topology.edges)
    await requireFree(`the edge ${from} → ${to}`, topology.endpoint(from, to))
}
