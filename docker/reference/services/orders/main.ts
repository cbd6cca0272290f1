import * as z from 'zod'
import { alarmOf } from '../common/alarm.ts'
import { AlertQueue } from '../common/alert-queue.ts'
import { openDatabase } from '../common/database.ts'
import {
  everyService,
  lifetimeMs,
  readEnvironment,
  readSecret,
  withDatabase,
  withIssuer,
  withTokenChecks,
} from '../common/environment.ts'
import { withMutualTls } from '../common/mutual-tls.ts'
import { outbound } from '../common/outbound.ts'
import { serve } from '../common/serve.ts'
import { CachedSigningKeys, keysOf } from '../common/signing-keys.ts'
import { trustOnly } from '../common/trust.ts'
import { ordersApp } from './app.ts'
import { cachedSessions } from './cached-sessions.ts'
import { OidcProvider } from './identity-provider.ts'
import { addLedgerSide } from './ledger-side.ts'
import { postgresLogins } from './logins.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { withSchema } from './schema.ts'
import { SessionRefresh } from './session-refresh.ts'

const environment = readEnvironment(
  everyService.extend({
    ...withIssuer.shape,
    ...withDatabase.shape,
    ...withMutualTls.shape,
    ...withTokenChecks.shape,
    DRILL_GATEWAY_URL: z.url(),
    DRILL_PAGER_URL: z.url(),
    DRILL_VAULT_URL: z.url().optional(),
  }),
)
const { DRILL_DEFECTS: defects, DRILL_ISSUER: issuer, DRILL_GATEWAY_URL: gatewayUrl } = environment
const ca = trustOnly(environment.DRILL_TLS_CA)
const call = outbound('orders', defects)
const secret = (name: string) => readSecret(environment, name)

const stopping = new AbortController()
const alerts = new AlertQueue({
  ...{ pagerUrl: environment.DRILL_PAGER_URL, call, signal: stopping.signal },
  secret: () => secret('pager-ingest'),
})
const alarm = alarmOf('orders', (alert) => alerts.send(alert), defects)

const { DRILL_DATABASE_HOST: host, DRILL_DATABASE_PORT: port } = environment
const database = withSchema(
  openDatabase({
    ...{ host, port, ca, database: 'orders', user: 'orders', service: 'orders' },
    password: () => secret('database-orders'),
  }),
)
const stored = postgresSessions(database)
const sessions = defects.has('session-cached') ? cachedSessions(stored) : stored
const redirectUri = new URL('/orders/callback', gatewayUrl).href
const leeway = environment.DRILL_TOKEN_LEEWAY
const idp = new OidcProvider({
  ...{ issuer, redirectUri, call, leeway },
  clientSecret: () => secret('client-orders'),
})
const refresh = new SessionRefresh({
  ...{ idp, sessions, defects },
  refreshMs: lifetimeMs(environment, 'session-refresh', 240_000),
  graceMs: lifetimeMs(environment, 'session-grace', 3_600_000),
})
const keys = new CachedSigningKeys({
  fetchKeys: keysOf(issuer, call),
  cacheMs: lifetimeMs(environment, 'jwks-cache', 600_000),
  graceMs: lifetimeMs(environment, 'jwks-grace', 86_400_000),
})

const app = ordersApp({
  ...{ idp, sessions, defects, gatewayUrl, refresh, issuer, keys, leeway },
  logins: postgresLogins(database),
  adminSecret: () => secret('orders-admin'),
  onRefusal: alarm.refused,
})
addLedgerSide(app, {
  ...{ environment, call, defects, secret, signal: stopping.signal },
  vaultUrl: environment.DRILL_VAULT_URL,
})
serve(app, environment, async () => {
  stopping.abort()
  await database.close()
})
