import type NodeVault from 'node-vault'
import type { request } from 'undici'
import { codeOf, type Failure, type Reach } from './reach.ts'

export type VaultClient = NodeVault.client

/** What node-vault hands to the transport that it is given. */
interface Asked {
  readonly method: string
  readonly uri: string
  readonly headers?: Readonly<Record<string, string>>
  /** `true` without a body. */
  readonly json?: unknown
}

/**
 * The vault's API through node-vault. A call that fails rejects with what `reach.failed` makes of it: node-vault's own
 * errors hold answers, and its transport's hold the token and the body.
 */
export async function vaultClient(reach: Reach, token = ''): Promise<VaultClient> {
  // Loaded only now: whoever calls no vault need not wait for it.
  const [{ default: nodeVault }, { request }] = await Promise.all([import('node-vault'), import('undici')])
  const client = nodeVault({
    endpoint: reach.origin,
    // Its own debug output repeats every body.
    debug: () => {},
    // Its own transport obeys HTTPS_PROXY, which leads out of the estate, and cannot be ended by a signal.
    'request-promise': { defaults: () => (asked: Asked) => answered(reach, request, asked) },
  })
  // Left out, they would come from the environment: the token of somebody's own vault, sent to this one.
  Object.assign(client, { token, namespace: '', pathPrefix: '' })
  const ask = client.request
  client.request = (options) =>
    ask(options).catch((error: unknown) => {
      throw reach.failed(failureOf(options.method, options.path, error))
    })
  return client
}

async function answered(reach: Reach, send: typeof request, { method, uri, headers, json }: Asked) {
  const body = json && typeof json === 'object' ? JSON.stringify(json) : undefined
  const response = await send(uri, {
    method,
    dispatcher: reach.dispatcher,
    signal: reach.signal,
    headers: {
      ...headers,
      'user-agent': `drill-${reach.caller}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  })
  const text = await response.body.text()
  const { statusCode } = response
  return { statusCode, body: jsonIn(text), request: { path: new URL(uri).pathname } }
}

/** An answer that is no JSON has nothing that the client could use; its status says enough. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function failureOf(method: string, path: string, error: unknown): Failure {
  const { response } = error as { response?: { statusCode?: number } }
  return { method, path: path.split('?')[0], status: response?.statusCode, code: codeOf(error) }
}
