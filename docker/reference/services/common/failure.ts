/** How a call to a dependency failed, as the caller saw it: the layer, in the words of every service, and a code. */
export interface Failure {
  readonly layer: 'reachability' | 'dns' | 'transport' | 'tls' | 'trust' | 'clock' | 'application' | 'token'
  readonly code: string
}

/** The first that fits; a certificate that the other side does not take shows as an alert of TLS, by its name. */
const layerOfCode: readonly (readonly [RegExp, Failure['layer']])[] = [
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|NOT_CONNECTED|CLOSED)$/,
    'reachability',
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'dns'],
  [/^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/, 'clock'],
  [/^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_.*(CERTIFICATE|UNKNOWN_CA))/, 'trust'],
  [/^(ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH)/, 'tls'],
  [/^28/, 'token'],
  [/^(08|57)/, 'transport'],
  [/^[0-9A-Z]{5}$/, 'application'],
]

export function failureOf(error: unknown): Failure {
  const code = codeOf(error)
  const layer = layerOfCode.find(([pattern]) => pattern.test(code))?.[1] ?? 'transport'
  return { layer, code }
}

/** A status that says the dependency was reached and cannot, or does not know who asks; undefined for any other. */
export function failureOfStatus(status: number): Failure | undefined {
  if (status === 401) return { layer: 'token', code: 'HTTP 401' }
  return status === 429 || status >= 500 ? { layer: 'application', code: `HTTP ${status}` } : undefined
}

/** The innermost code of an error; pg says only in words that it did not connect in time. */
function codeOf(error: unknown): string {
  let code: string | undefined
  let at = error
  for (let depth = 0; at instanceof Error && depth < 6; depth++) {
    if ('code' in at && typeof at.code === 'string' && !at.code.startsWith('OAUTH_')) code = at.code
    if (/timeout exceeded when trying to connect|connection timeout/i.test(at.message)) return 'NOT_CONNECTED'
    // The code is that of a broken way, but a door that is closed in good order has nobody behind it.
    if (/disconnected before secure TLS/.test(at.message)) return 'CLOSED'
    at = at.cause
  }
  return code ?? 'TIMEOUT'
}
