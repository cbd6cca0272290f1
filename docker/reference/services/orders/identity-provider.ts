import * as oidc from 'openid-client'
import { describeError, log } from '../common/log.ts'
import type { Outbound } from '../common/outbound.ts'
import { singleFlight } from '../common/single-flight.ts'
import type { Login } from './logins.ts'

/** Who logged in, and the tokens that came with it. */
export interface LoggedIn {
  readonly user: string
  readonly subject: string
  readonly idpSession: string
  readonly refreshToken: string
  /** When they last proved who they are, in ms since 1970 (the IdP tells whole seconds). */
  readonly authenticatedAtMs: number
}

/** `refused` is the IdP's own no (`invalid_grant`); anything that may pass is `unavailable`. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

export interface IdentityProvider {
  /** Where to send somebody who wants in; undefined while the IdP has not been reached yet. */
  loginUrl(login: Login, freshly: boolean): Promise<string | undefined>
  finishLogin(callback: URL, login: Login): Promise<Answer<LoggedIn>>
  /** The next refresh token. */
  refresh(refreshToken: string): Promise<Answer<string>>
}

export interface IdentityProviderOptions {
  readonly issuer: string
  readonly clientSecret: () => string
  readonly redirectUri: string
  /** By how many seconds the clocks of IdP and application may differ. */
  readonly leeway?: number
  readonly call: Outbound
}

/**
 * Longer than anybody waits for a refresh (see `session-refresh.ts`): a reply that comes late still brings the
 * rotated token, and without it the next refresh would be taken for theft.
 */
const timeoutSeconds = 5
const discoverySeconds = 2

/** Above every lifetime of an SSO session: asked for so that the IdP tells when somebody authenticated. */
const maxAgeSeconds = 86_400

/** The IdP as the client `orders` sees it. It is looked up at first use, and again until it answers. */
export class OidcProvider implements IdentityProvider {
  readonly #options: IdentityProviderOptions
  readonly #flight = singleFlight<oidc.Configuration>()
  #known: oidc.Configuration | undefined

  constructor(options: IdentityProviderOptions) {
    this.#options = options
  }

  async loginUrl({ state, nonce, verifier }: Login, freshly: boolean): Promise<string | undefined> {
    const found = await this.#configuration().catch(noted('discovery'))
    if (!found) return undefined
    const challenge = await oidc.calculatePKCECodeChallenge(verifier)
    return oidc.buildAuthorizationUrl(found, {
      ...{ redirect_uri: this.#options.redirectUri, scope: 'openid profile', state, nonce },
      ...{ code_challenge: challenge, code_challenge_method: 'S256', max_age: String(maxAgeSeconds) },
      ...(freshly ? { prompt: 'login' } : {}),
    }).href
  }

  finishLogin(callback: URL, { state, nonce, verifier }: Login): Promise<Answer<LoggedIn>> {
    const checks = {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      maxAge: maxAgeSeconds,
    }
    return answered('login', loginRefused, async () =>
      loggedIn(await oidc.authorizationCodeGrant(await this.#configuration(), callback, checks)),
    )
  }

  refresh(refreshToken: string): Promise<Answer<string>> {
    return answered('refresh', grantRefused, async () => {
      const tokens = await oidc.refreshTokenGrant(await this.#configuration(), refreshToken)
      return tokens.refresh_token ?? refreshToken
    })
  }

  async #configuration(): Promise<oidc.Configuration> {
    this.#known ??= await this.#flight('discovery', () => this.#discover())
    return this.#known
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientSecret, call, leeway = 0 } = this.#options
    const customFetch: oidc.CustomFetch = (url, { body, headers, method, redirect, signal }) =>
      call(url, { body: body as BodyInit | null | undefined, headers, method, redirect, signal })
    const found = await oidc.discovery(
      new URL(issuer),
      'orders',
      { [oidc.clockTolerance]: leeway },
      oidc.ClientSecretPost(clientSecret()),
      { timeout: discoverySeconds, [oidc.customFetch]: customFetch },
    )
    found.timeout = timeoutSeconds
    return found
  }
}

const noClaims: Readonly<Record<string, undefined>> = {}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>

function loggedIn(tokens: Tokens): LoggedIn {
  const { sub: subject, sid, preferred_username: user, auth_time } = tokens.claims() ?? noClaims
  const { refresh_token: refreshToken } = tokens
  if (!subject || typeof sid !== 'string' || typeof auth_time !== 'number' || !refreshToken)
    throw new TypeError('the IdP gave no sid, no auth_time or no refresh token')
  const name = typeof user === 'string' ? user : subject
  return { user: name, subject, idpSession: sid, refreshToken, authenticatedAtMs: auth_time * 1000 }
}

async function answered<T>(
  what: string,
  isRefusal: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<Answer<T>> {
  try {
    return { kind: 'ok', value: await work() }
  } catch (error) {
    noted(what)(error)
    return { kind: isRefusal(error) ? 'refused' : 'unavailable' }
  }
}

/** The IdP's answer about this very grant; every other failure may be gone a moment later. */
const grantRefused = (error: unknown) =>
  error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant'

/** The same for a login, which the IdP may also send back with an error, or a stranger with a wrong state. */
const loginRefused = (error: unknown) =>
  grantRefused(error) ||
  error instanceof oidc.AuthorizationResponseError ||
  (error instanceof oidc.ClientError && error.code === 'OAUTH_INVALID_RESPONSE')

const noted =
  (what: string) =>
  (error: unknown): undefined => {
    log(`${what} failed`, {
      ...describeError(error),
      ...(error instanceof oidc.ResponseBodyError ? { oauth: error.error } : {}),
    })
  }
