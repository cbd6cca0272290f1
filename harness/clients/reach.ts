import type { Dispatcher } from 'undici'

/** How one party gets at a server's API: its own way there, the stack's CA, and its name for the server's log. */
export interface Reach {
  /** Base URL, such as `https://idp.estate.test:8443`. */
  readonly origin: string
  /** Resolves names as this party does, trusts the stack's CA alone, and limits how long a call may take. */
  readonly dispatcher: Dispatcher
  /** Sent as `user-agent: drill-<caller>`. */
  readonly caller: string
  /** Ends the calls that run. */
  readonly signal?: AbortSignal
  /** The error that a failed call is turned into. */
  readonly failed: (failure: Failure) => Error
}

/** How a call failed, and no more: a client's own errors can hold tokens and what was sent. */
export interface Failure {
  readonly method?: string
  /** Without its query. */
  readonly path?: string
  /** HTTP status; undefined without an answer. */
  readonly status?: number
  /** Code of the socket's or TLS error behind a missing answer, such as ECONNREFUSED. */
  readonly code?: string
}

/** One sentence: `idp answered 403 to GET /admin/realms/estate/users`. */
export function sentenceOf(server: string, { method, path, status, code }: Failure): string {
  const asked = [method, path].filter(Boolean).join(' ')
  const said = status === undefined ? 'does not answer' : `answered ${status}${asked ? ' to' : ''}`
  return [server, said, asked, code && `(${code})`].filter(Boolean).join(' ')
}

/** The code of an error or of what caused it; a constant of the program that made it, never data. */
export function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(at.code)) return at.code
  return undefined
}
