import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { Agent } from 'undici'
import { noting } from './noting.ts'
import type { Endpoint, Stack } from './stack.ts'

export interface DialOptions {
  /** Keep connections open between requests (HTTP/1.1); false opens a new one each time. Default true. */
  readonly keepAlive?: boolean
  /** Limit for connecting, for the headers and between two pieces of a body. Default 10 000. */
  readonly timeoutMs?: number
  readonly mutual?: MutualDial
}

/** Shows a client certificate to a server that is asked for by another name, under the trust of the estate's own CA. */
export interface MutualDial {
  /** PEM. The key is a secret. */
  readonly key: string
  readonly cert: string
  readonly ca: string
  readonly serverName: string
}

type Dialled = Pick<Stack, 'caFile' | 'edges' | 'endpoint'>
type DialledBehind = Pick<Stack, 'caFile' | 'estate' | 'behind'>

/**
 * Resolves the estate's names as `caller` sees them: to the proxy's listener of that edge, and nothing else.
 * Fits `net.connect`, `tls.connect` and pg. An edge that the estate does not declare gives ENOTFOUND.
 */
export function lookupFor(stack: Dialled, caller: string): LookupFunction {
  const edges = stack.edges.filter((edge) => edge.from === caller)
  return lookupIn(edges.map((edge) => stack.endpoint(caller, edge.to)))
}

/** Resolves the estate's names to the services' own addresses. For witnesses and first configuration only. */
function lookupBehind(stack: DialledBehind): LookupFunction {
  return lookupIn(Object.keys(stack.estate.services).map((service) => stack.behind(service)))
}

/**
 * An undici Agent that reaches services as `caller` does: names by `lookupFor`, the stack's CA and no other,
 * HTTP/1.1. Use it with undici's own fetch or request (never the global one), and close it.
 */
export function dispatcherFor(stack: Dialled, caller: string, options: DialOptions = {}): Agent {
  return agent(stack.caFile, lookupFor(stack, caller), options)
}

/** The same around the proxy, for witnesses and first configuration only. */
export function dispatcherBehind(stack: DialledBehind, options: DialOptions = {}): Agent {
  return agent(stack.caFile, lookupBehind(stack), options)
}

function agent(
  caFile: string,
  lookup: LookupFunction,
  { keepAlive = true, timeoutMs = 10_000, mutual }: DialOptions,
) {
  const { connect, interceptor } = noting({
    ...(mutual ? shown(mutual) : { ca: readFileSync(caFile, 'utf8') }),
    ...{ lookup, timeout: timeoutMs, allowH2: false },
    // A resumed TLS session would hide what a new handshake shows.
    maxCachedSessions: 0,
  })
  return new Agent({
    allowH2: false,
    pipelining: keepAlive ? 1 : 0,
    keepAliveTimeout: 60_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect,
  }).compose(interceptor) as Agent
}

const shown = ({ key, cert, ca, serverName: servername }: MutualDial) => ({ key, cert, ca, servername })

function lookupIn(endpoints: readonly Endpoint[]): LookupFunction {
  const addresses = new Map(endpoints.map((endpoint) => [endpoint.host, endpoint.address]))
  return (hostname, options, callback) => {
    const address = addresses.get(hostname)
    if (address === undefined) {
      const unknown = new Error(`${hostname} cannot be reached from here`)
      callback(Object.assign(unknown, { code: 'ENOTFOUND', hostname }), '', 0)
    } else if (options.all) callback(null, [{ address, family: 4 }])
    else callback(null, address, 4)
  }
}
