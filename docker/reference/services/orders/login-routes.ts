import type { Hono } from 'hono'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { ServiceContext, ServiceEnv } from '../common/application.ts'
import { refusal } from '../common/refusal.ts'
import type { IdentityProvider, LoggedIn } from './identity-provider.ts'
import type { LoginStore } from './logins.ts'
import type { SessionStore } from './session.ts'
import { dropCookie, giveCookie, readCookie } from './session-cookie.ts'

export interface LoginRoutesOptions {
  readonly idp: IdentityProvider
  readonly sessions: SessionStore
  readonly logins: LoginStore
  /** How browsers reach this service; the request itself came through the gateway. */
  readonly gatewayUrl: string
  readonly defects: ReadonlySet<string>
  readonly nowMs?: () => number
}

const loginSeconds = 600

export function addLoginRoutes(app: Hono<ServiceEnv>, options: LoginRoutesOptions): void {
  const { idp, sessions, logins, gatewayUrl, nowMs = Date.now } = options

  app.get('/orders/login', (c) => sendToIdp(c, options, false))

  app.get('/orders/callback', async (c) => {
    const cookie = readCookie(c, 'orders_login')
    const login = cookie && (await logins.take(cookie))
    if (!login) throw refusal(400, 'login-not-begun')
    const { pathname, search } = new URL(c.req.url)
    const answer = await idp.finishLogin(new URL(`${pathname}${search}`, gatewayUrl), login)
    if (answer.kind === 'unavailable') throw refusal(503, 'idp-unavailable')
    if (answer.kind === 'refused') throw refusal(400, 'login-refused')
    if (await isKilled(answer.value, options)) return sendToIdp(c, options, true)
    const { user, subject, idpSession, refreshToken } = answer.value
    dropCookie(c, 'orders_login')
    const cookieHash = giveCookie(c, 'orders_session')
    await sessions.create({ cookieHash, user, subject, idpSession, refreshToken, refreshedAtMs: nowMs() })
    c.set('reason', 'logged-in')
    return c.redirect('/orders/')
  })
}

async function sendToIdp(
  c: ServiceContext,
  { idp, logins }: LoginRoutesOptions,
  freshly: boolean,
): Promise<Response> {
  const login = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
  const url = await idp.loginUrl(login, freshly)
  if (!url) throw refusal(503, 'idp-unavailable')
  await logins.begin(giveCookie(c, 'orders_login', loginSeconds), login)
  c.set('reason', freshly ? 'login-must-be-fresh' : 'login-begun')
  return c.redirect(url)
}

/**
 * A session that was revoked here must not come back by the cookie of the IdP alone. Whoever proved who they are
 * after that is let in, though the IdP may give them the same session.
 */
async function isKilled(loggedIn: LoggedIn, { sessions, defects }: LoginRoutesOptions): Promise<boolean> {
  // Seeded defect: nobody looks.
  if (defects.has('sso-restores-session')) return false
  const killedAtMs = await sessions.killedAtMs(loggedIn.idpSession)
  return killedAtMs !== undefined && loggedIn.authenticatedAtMs <= killedAtMs
}
