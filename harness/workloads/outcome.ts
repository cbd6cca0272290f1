import type { Layer } from '../model/words.ts'
import type { Result } from './workload.ts'

/** What of an HTTP answer decides an outcome. */
export interface Answered {
  readonly status: number
  readonly header: (name: string) => string | undefined
}

/** Socket, resolver and TLS errors by the layer in which an attempt ended. Anything unknown is `transport`. */
const layerOfCode: readonly [RegExp, Layer][] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'reachability'],
  [
    /^ERR_(CONNECTION_REFUSED|CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED)$/,
    'reachability',
  ],
  [/^(ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED)$/, 'dns'],
  [
    /^(CERT_|ERR_CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH)/,
    'tls',
  ],
]

/** The outcome of an HTTP answer whose redirects were followed to the end. A 3xx that is left over went nowhere. */
export function ofAnswer({ status, header }: Answered): Result {
  if (status >= 200 && status < 300) return { outcome: 'granted', status, layer: 'application' }
  const deniedBy = header('x-denied-by')
  if (status === 401 || status === 403)
    return {
      outcome: 'denied',
      status,
      layer: deniedBy || status === 403 ? 'policy' : 'token',
      ...(deniedBy ? { detail: `denied by ${deniedBy}` } : {}),
    }
  // A JSON answer was made by the service itself; anything else comes from what stands in front of it.
  const layer = header('content-type')?.includes('json') ? 'application' : 'http'
  if (status >= 500 || status === 429) return { outcome: 'unavailable', status, layer }
  return { outcome: 'indeterminate', status, layer, detail: `unexpected status ${status}` }
}

/** The outcome of an OAuth error answer (RFC 6749): the IdP answered, and said no or that it cannot. */
export function ofOAuthError(status: number, error: string): Result {
  if (status >= 500 || error === 'temporarily_unavailable' || error === 'server_error')
    return { outcome: 'unavailable', status, layer: 'application', detail: error }
  return { outcome: 'denied', status, layer: 'token', detail: error }
}

/**
 * Ends that the harness brought about or does not understand; they say nothing about the estate. Chromium, for one,
 * drops everything when any network interface of the machine changes.
 */
const ownDoings = ['ERR_NETWORK_CHANGED', 'ERR_ABORTED', 'UNKNOWN']

export function isOwnDoing({ status }: Pick<Result, 'status'>): boolean {
  return ownDoings.some((code) => code === status)
}

/**
 * The outcome of an attempt that got no answer. With `acting`, an attempt that had left may have had its effect
 * although the answer was lost: that is indeterminate. Never looks at an error's message: it may hold a secret.
 */
export function ofFailure(error: unknown, acting = false): Result {
  const codes = codesOf(error)
  const sqlState = codes.find((code) => /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E'))
  if (sqlState) return ofSqlState(sqlState)
  const code = codes[0] ?? nameOf(error)
  if (isOwnDoing({ status: code })) return { outcome: 'indeterminate', status: code }
  const layer = layerOfCode.find(([pattern]) => pattern.test(code))?.[1] ?? 'transport'
  const mayHaveActed = acting && layer === 'transport'
  return { outcome: mayHaveActed ? 'indeterminate' : 'unavailable', status: code, layer }
}

/** PostgreSQL's SQLSTATE: class 28 is "not you", 42704 a role that is gone, 42501 "not that", the rest "not now". */
function ofSqlState(status: string): Result {
  if (status.startsWith('28') || status === '42704') return { outcome: 'denied', status, layer: 'token' }
  if (status === '42501') return { outcome: 'denied', status, layer: 'policy' }
  return { outcome: 'unavailable', status, layer: /^(08|57)/.test(status) ? 'transport' : 'application' }
}

function codesOf(error: unknown): string[] {
  const codes: string[] = []
  for (const at of chainOf(error)) {
    const { code, errors } = at as Error & { code?: unknown; errors?: unknown }
    if (typeof code === 'string') codes.push(code)
    if (Array.isArray(errors)) codes.push(...errors.flatMap(codesOf))
    const net = /net::(ERR_[A-Z_0-9]+)/.exec(at.message)?.[1]
    if (net) codes.push(net)
  }
  return codes.filter((code) => !code.startsWith('OAUTH_'))
}

function nameOf(error: unknown): string {
  return chainOf(error).some(({ name }) => /^(TimeoutError|AbortError)$/.test(name)) ? 'TIMEOUT' : 'UNKNOWN'
}

/** An error and what caused it, from the outside in. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 6; at = at.cause) chain.push(at)
  return chain
}
