import type { Hono } from 'hono'
import type { ServiceEnv } from '../common/application.ts'
import { refusal } from '../common/refusal.ts'
import type { SigningKeys } from '../common/signing-keys.ts'
import { readLogoutToken } from './logout-token.ts'
import type { SessionStore } from './session.ts'

export interface LogoutRoutesOptions {
  readonly issuer: string
  readonly keys: SigningKeys
  readonly sessions: SessionStore
  /** By how many seconds the clocks of IdP and application may differ. */
  readonly leeway?: number
}

/** The IdP tells here that somebody logged out elsewhere. */
export function addLogoutRoutes(
  app: Hono<ServiceEnv>,
  { issuer, keys, sessions, leeway }: LogoutRoutesOptions,
): void {
  app.post('/orders/backchannel-logout', async (c) => {
    c.header('cache-control', 'no-store')
    const { logout_token: token } = await c.req.parseBody()
    const loggedOut =
      typeof token === 'string' ? await readLogoutToken(token, issuer, keys, leeway) : 'invalid'
    if (loggedOut === 'unavailable') throw refusal(503, 'keys-unavailable')
    if (loggedOut === 'invalid') throw refusal(400, 'logout-token-invalid')
    const ended = await sessions.endByIdp(loggedOut)
    c.set('reason', ended > 0 ? 'sessions-ended' : 'no-sessions')
    return c.body(null, 200)
  })
}
