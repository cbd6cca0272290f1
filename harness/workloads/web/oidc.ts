import { decodeJwt } from 'jose'
import {
  type ClientAuth,
  Configuration,
  type CustomFetch,
  clientCredentialsGrant,
  customFetch,
  genericGrantRequest,
  None,
  ResponseBodyError,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client'
import { fetch as dialledFetch } from 'undici'
import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { ofFailure, ofOAuthError } from '../outcome.ts'
import type { Result } from '../workload.ts'
import type { Caller } from './caller.ts'

/** An access token with the claims that a drill needs; the token itself is a secret. */
export interface Token {
  readonly value: string
  readonly jti: string
  readonly subject: string
  /** The IdP's session behind it, where there is one. */
  readonly session?: string
  /** Wall clock, ms since 1970, when it came and when it expires. */
  readonly issuedMs: number
  readonly expiresMs: number
}

interface Person {
  readonly username: string
  readonly password: string
}

export interface TokenAsk {
  readonly client: string
  /** Undefined for a public client, and for one that proves itself otherwise. */
  readonly secret?: string
  /** How the client proves who it is, where that is no secret. */
  readonly proof?: ClientAuth
  /** Direct grant for a person; client credentials without it. */
  readonly person?: Person
  readonly signal: AbortSignal
  readonly requestId?: string
}

/** Base URL of the realm as every caller knows it: the issuer of its tokens. */
export function issuerOf(stack: Stack): string {
  const idp = serviceOf(stack.estate, 'idp') ?? 'idp'
  return `https://${idp}.${stack.estate.domain}:${stack.estate.services[idp]?.port}/realms/estate`
}

/** Asks the IdP for a new access token. Rejects with the client's own errors: pass them to `ofTokenFailure`. */
export async function tokenFor(stack: Stack, caller: Caller, ask: TokenAsk): Promise<Token> {
  return (await granted(stack, caller, ask)).token
}

/** An access token, and the refresh token that came with it: a secret too. */
interface Grant {
  readonly token: Token
  readonly refreshToken: string
}

/** A person's access token with the refresh token that came with it. Rejects as `tokenFor` does. */
export async function granted(stack: Stack, caller: Caller, ask: TokenAsk): Promise<Grant> {
  const configuration = clientOf(stack, caller, ask)
  const answer = ask.person
    ? await genericGrantRequest(configuration, 'password', passwordGrant(ask.person))
    : await clientCredentialsGrant(configuration)
  return grantOf(answer)
}

/** Trades a refresh token for new ones. Rejects as `tokenFor` does. */
export async function refreshed(
  stack: Stack,
  caller: Caller,
  refreshToken: string,
  ask: TokenAsk,
): Promise<Grant> {
  return grantOf(await refreshTokenGrant(clientOf(stack, caller, ask), refreshToken))
}

/** Ends an access token at the IdP (RFC 7009). Rejects as `tokenFor` does. */
export async function ended(stack: Stack, caller: Caller, token: Token, ask: TokenAsk): Promise<void> {
  await tokenRevocation(clientOf(stack, caller, ask), token.value, { token_type_hint: 'access_token' })
}

function clientOf(stack: Stack, caller: Caller, ask: TokenAsk): Configuration {
  const issuer = issuerOf(stack)
  const [token_endpoint, revocation_endpoint] = [
    tokenPath(issuer),
    `${issuer}/protocol/openid-connect/revoke`,
  ]
  const server = { issuer, token_endpoint, revocation_endpoint }
  const proof = ask.proof ?? (ask.secret ? undefined : None())
  const configuration = new Configuration(server, ask.client, ask.secret, proof)
  configuration[customFetch] = through(caller, ask)
  return configuration
}

export const tokenPath = (issuer: string) => `${issuer}/protocol/openid-connect/token`

const grantOf = (answer: { access_token: string; refresh_token?: string | undefined }): Grant => ({
  token: tokenOf(answer.access_token),
  refreshToken: answer.refresh_token ?? '',
})

const passwordGrant = ({ username, password }: Person) => ({ username, password, scope: 'openid' })

export function tokenOf(value: string): Token {
  const claims = decodeJwt(value)
  return {
    value,
    jti: claims.jti ?? '',
    subject: claims.sub ?? '',
    ...(typeof claims.sid === 'string' ? { session: claims.sid } : {}),
    issuedMs: (claims.iat ?? 0) * 1_000,
    expiresMs: (claims.exp ?? 0) * 1_000,
  }
}

/** The outcome of a token request that gave none. */
export function ofTokenFailure(error: unknown): Result {
  return error instanceof ResponseBodyError ? ofOAuthError(error.status, error.error) : ofTokenStatus(error)
}

/** An answer that is no OAuth answer at all (a 503 of a proxy) carries its Response as the cause. */
function ofTokenStatus(error: unknown): Result {
  const cause = error instanceof Error ? error.cause : undefined
  const status = cause && typeof cause === 'object' && 'status' in cause ? cause.status : undefined
  return typeof status === 'number' && status >= 500
    ? { outcome: 'unavailable', status, layer: 'http' }
    : ofFailure(error)
}

/** undici's own fetch: Node's global one is another version of undici and takes no foreign dispatcher. */
function through(caller: Caller, { signal, requestId }: TokenAsk): CustomFetch {
  return async (url, options) => {
    const headers = {
      ...options.headers,
      'user-agent': `drill-${caller.name}`,
      ...(requestId && { 'x-request-id': requestId }),
    }
    const body = options.body as URLSearchParams
    const response = await dialledFetch(url, {
      method: options.method,
      headers,
      body,
      signal,
      dispatcher: caller.dispatcher,
    })
    return response as unknown as Response
  }
}
