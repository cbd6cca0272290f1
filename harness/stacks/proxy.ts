import { type Proxy as EdgeProxy, Toxiproxy } from 'toxiproxy-node-client'
import { DrillError } from '../model/error.ts'
import type { Edge } from '../model/plan.ts'
import type { EdgeState } from './stack.ts'
import type { Topology } from './topology.ts'
import { stateOf, type Toxic, toxicsOf } from './toxics.ts'

/** The proxies of a stack's edges. All methods throw `stack-lost` when the proxy does not answer in 5 s. */
export interface EdgeProxies {
  /** Makes a proxy for every edge that has none, open; leaves the others as they are. */
  create(): Promise<void>
  /** Proxies that were lost are made again. Reaches connections that are open already. */
  setEdges(edges: readonly Edge[], to: EdgeState): Promise<void>
  edgeState(edge: Edge): Promise<EdgeState>
  version(): Promise<string>
}

/** A proxy as its API shows it; the client's own class leaves the toxics out. */
interface Row {
  readonly name: string
  readonly listen: string
  readonly upstream: string
  readonly enabled: boolean
  readonly toxics: readonly Toxic[]
}

const limitMs = 5_000
const nameOf = (edge: Edge) => `${edge.from}--${edge.to}`

/** `apiUrl` is Toxiproxy's own, such as http://127.77.0.2:8474. */
export function edgeProxies(apiUrl: string, topology: Topology): EdgeProxies {
  const client = new Toxiproxy(apiUrl)
  const call = <T>(what: string, answer: Promise<T>) => limited(`${what} at ${apiUrl}`, answer)
  const rows = async (): Promise<Readonly<Record<string, Row>>> =>
    (await call('list the edges', client.getApi().get<Record<string, Row>>(`${apiUrl}/proxies`))).data

  async function create(): Promise<void> {
    const present = await rows()
    const missing = topology.edges.filter((edge) => !present[nameOf(edge)])
    await Promise.all(
      missing.map((edge) => call(`make ${nameOf(edge)}`, client.createProxy(bodyOf(topology, edge)))),
    )
  }

  async function set(edge: Edge, row: Row | undefined, to: EdgeState): Promise<void> {
    const there = row?.toxics ?? []
    const wanted = toxicsOf(to)
    const isWhole = there.length === wanted.length && stateOf(there) === to
    if (!isWhole && there.length > 0) await remake(edge)
    const proxy = await call(`find ${nameOf(edge)}`, client.get(nameOf(edge)))
    if (to === 'refused') await enable(proxy, false)
    for (const toxic of isWhole ? [] : wanted)
      await call(`impair ${proxy.name}`, client.getApi().post(`${proxy.getPath()}/toxics`, toxic))
    if (to !== 'refused') await enable(proxy, true)
  }

  /**
   * Frees an edge of its toxics by another proxy in its place, which cuts open connections. The proxy waits for good,
   * and answers nobody any more, when a toxic is taken away while a client whose data it holds goes.
   */
  async function remake(edge: Edge): Promise<void> {
    await call(`end ${nameOf(edge)}`, client.getApi().delete(`${apiUrl}/proxies/${nameOf(edge)}`))
    await call(`make ${nameOf(edge)} anew`, client.createProxy(bodyOf(topology, edge)))
  }

  const enable = (proxy: EdgeProxy, enabled: boolean) =>
    call(`change ${proxy.name}`, proxy.update({ enabled, listen: proxy.listen, upstream: proxy.upstream }))

  return {
    create,
    async setEdges(edges, to) {
      await create()
      const present = await rows()
      await Promise.all(edges.map((edge) => set(edge, present[nameOf(edge)], to)))
    },
    async edgeState(edge) {
      const row = (await rows())[nameOf(edge)]
      if (!row) return 'lost'
      return row.enabled ? stateOf(row.toxics) : 'refused'
    },
    version: async () => {
      const text = await call('ask for the version', client.getVersion())
      return text.match(/\d+\.\d+\.\d+/)?.[0] ?? text
    },
  }
}

function bodyOf(topology: Topology, edge: Edge) {
  const listen = topology.endpoint(edge.from, edge.to)
  const upstream = topology.behind(edge.to)
  return {
    name: nameOf(edge),
    listen: `${listen.address}:${listen.port}`,
    upstream: `${upstream.address}:${upstream.port}`,
    enabled: true,
  }
}

/** The client has no time-out of its own. */
async function limited<T>(what: string, answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs)
  try {
    return await Promise.race([answer, promise])
  } catch (cause) {
    throw new DrillError('stack-lost', `the proxy did not ${what}: ${(cause as Error).message}`, { cause })
  } finally {
    clearTimeout(timer)
  }
}
