import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { describeError, log } from './log.ts'
import { refusal } from './refusal.ts'
import { requestScope } from './request-scope.ts'
import { whyOf } from './why.ts'

/** What the handlers of every service share; `reason` says in one word how the request ended. */
export interface ServiceEnv {
  Variables: { requestId: string; reason?: string; peer?: PeerSeen }
}

/** The other side of a request over mutual TLS, for the log: who, and since when its connection is open (ms since 1970). */
export interface PeerSeen {
  readonly spiffeId: string
  readonly serial: string
  /** Common name of the CA. */
  readonly issuer: string
  readonly connectedMs: number
}

/** Told of each 401 and 403, with the layer that refused. */
export type OnRefusal = (layer: string, reason: string) => void

export type ServiceContext = Context<ServiceEnv>

const maxBodyBytes = 64 * 1024

/** An application that follows and logs each request, answers refusals as `{error: reason}`, and tells its health. */
export function createApplication(service: string, onRefusal?: OnRefusal): Hono<ServiceEnv> {
  const app = new Hono<ServiceEnv>()
  app.use(async (c, next) => {
    const startedMs = performance.now()
    const given = c.req.header('x-request-id')
    const requestId = given && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
    c.set('requestId', requestId)
    const asked = new Set<string>()
    await requestScope.run({ requestId, asked }, next)
    c.header('x-request-id', requestId)
    const ms = Math.round(performance.now() - startedMs)
    const caller = callerOf(c.req.header('user-agent'))
    const { status } = c.res
    const reason = c.get('reason') ?? (status < 400 ? 'ok' : 'failed')
    const why = whyOf(status, reason)
    log('request', {
      ...{ requestId, caller, method: c.req.method, path: c.req.path, status, ms, reason },
      ...{ ...why, ...(asked.size > 0 ? { asked: [...asked] } : {}) },
      ...(c.get('peer') ? { peer: c.get('peer') } : {}),
    })
    if (why.layer && (status === 401 || status === 403)) onRefusal?.(why.layer, reason)
  })
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: () => answerError(refusal(413, 'body-too-large')) }))
  app.onError((error, c) => {
    if (!(error instanceof HTTPException))
      log('unhandled error', { requestId: c.get('requestId'), ...describeError(error) })
    c.set('reason', error instanceof HTTPException ? error.message : 'internal')
    return answerError(error)
  })
  app.notFound((c) => {
    c.set('reason', 'not-found')
    return c.json({ error: 'not-found' }, 404)
  })
  app.get(`/${service}/healthz`, (c) => c.json({ service, healthy: true }))
  return app
}

const answerError = (error: Error) =>
  error instanceof HTTPException
    ? Response.json({ error: error.message }, { status: error.status })
    : Response.json({ error: 'internal' }, { status: 500 })

/** Parties name themselves `drill-<name>`; browsers keep their own name, and Keycloak's client has one that it cannot change. */
export function callerOf(userAgent: string | undefined): string {
  if (!userAgent) return 'unknown'
  if (userAgent.startsWith('Mozilla/')) return 'people'
  if (userAgent.startsWith('Apache-HttpClient')) return 'idp'
  return userAgent.replace(/^drill-/, '').split(/[\s/]/)[0] ?? 'unknown'
}
