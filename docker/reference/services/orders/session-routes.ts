import type { Hono } from 'hono'
import { html } from 'hono/html'
import * as z from 'zod'
import type { ServiceContext, ServiceEnv } from '../common/application.ts'
import { requireSecret } from '../common/bearer.ts'
import { refusal } from '../common/refusal.ts'
import type { Session, SessionStore } from './session.ts'
import { readCookie } from './session-cookie.ts'
import type { SessionRefresh } from './session-refresh.ts'

export interface SessionRoutesOptions {
  readonly sessions: SessionStore
  readonly refresh: SessionRefresh
  readonly adminSecret: () => string
  readonly nowMs?: () => number
}

const publicId = z.uuid()

export function addSessionRoutes(app: Hono<ServiceEnv>, options: SessionRoutesOptions): void {
  const { sessions, refresh, adminSecret, nowMs = Date.now } = options

  app.get('/orders', (c) => c.redirect('/orders/'))
  app.get('/orders/', async (c) => {
    const session = await liveSession(c, options)
    c.header('cache-control', 'no-store')
    if (session) return c.html(page(session))
    c.set('reason', 'no-session')
    return c.redirect('/orders/login')
  })
  app.get('/orders/api/session', async (c) => {
    const session = await liveSession(c, options)
    if (!session) throw refusal(401, 'no-session')
    return c.json(described(session))
  })
  app.post('/orders/api/refresh', async (c) => {
    const session = await storedSession(c, sessions)
    if (!session) throw refusal(401, 'no-session')
    const outcome = await refresh.refresh(session)
    if (outcome === 'unavailable') throw refusal(503, 'idp-unavailable')
    if (outcome === 'ended') throw refusal(401, 'session-ended')
    return c.json(described((await storedSession(c, sessions)) ?? session))
  })
  app.post('/orders/admin/sessions/:session/revoke', async (c) => {
    requireSecret(c, adminSecret())
    const id = publicId.safeParse(c.req.param('session'))
    if (!id.success || !(await sessions.revoke(id.data, nowMs()))) throw refusal(404, 'session-unknown')
    c.set('reason', 'revoked')
    return c.json({ session: id.data, revoked: true })
  })
}

async function storedSession(c: ServiceContext, sessions: SessionStore): Promise<Session | undefined> {
  const cookie = readCookie(c, 'orders_session')
  return cookie && (await sessions.find(cookie))
}

async function liveSession(
  c: ServiceContext,
  { sessions, refresh }: SessionRoutesOptions,
): Promise<Session | undefined> {
  const session = await storedSession(c, sessions)
  return session && (await refresh.usable(session)) ? session : undefined
}

const described = ({ id, user, idpSession, refreshedAtMs }: Session) => ({
  user,
  session: id,
  idpSession,
  refreshedAtMs,
})

const page = ({ id, user }: Session) => html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Orders</title></head>
  <body>
    <main data-user="${user}" data-session="${id}"><h1>Orders of ${user}</h1></main>
  </body>
</html>`
