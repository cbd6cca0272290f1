import { setInterval as every } from 'node:timers'
import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { alarmOf } from '../common/alarm.ts'
import { AlertQueue } from '../common/alert-queue.ts'
import { addCertificateRoutes } from '../common/certificate-routes.ts'
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
import { ledgerApp } from './app.ts'
import { approversIn } from './approvers-file.ts'
import { EmergencyAccess } from './emergency.ts'
import { entriesIn } from './entries.ts'
import { Envelope } from './envelope.ts'
import { internalSide } from './internal-side.ts'
import { introspect } from './introspection.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { LeasedDatabase } from './leased-database.ts'
import { validateOffline } from './offline-validation.ts'
import { spentCodesIn } from './one-time-codes.ts'
import { seededKeys } from './seeded-keys.ts'
import { OpenBao } from './vault.ts'

const environment = readEnvironment(
  everyService.extend({
    ...withIssuer.shape,
    ...withDatabase.shape,
    ...withMutualTls.shape,
    ...withTokenChecks.shape,
    DRILL_VAULT_URL: z.url(),
    DRILL_PAGER_URL: z.url(),
    DRILL_APPROVERS: z.string().min(1),
  }),
)
const { DRILL_DEFECTS: defects, DRILL_ISSUER: issuer } = environment
const ca = trustOnly(environment.DRILL_TLS_CA)
const call = outbound('ledger', defects)
const secret = (name: string) => readSecret(environment, name)
const stopping = new AbortController()

const keys = new CachedSigningKeys(
  seededKeys(
    {
      fetchKeys: keysOf(issuer, call),
      cacheMs: lifetimeMs(environment, 'jwks-cache', 600_000),
      graceMs: lifetimeMs(environment, 'jwks-grace', 86_400_000),
    },
    defects,
  ),
)
const { DRILL_DATABASE_HOST: host, DRILL_DATABASE_PORT: port } = environment
const database = new LeasedDatabase({ host, port, ca, onRefused: (lease) => keeper.distrust(lease) })
const keeper = new LeaseKeeper({
  vault: new OpenBao({ url: environment.DRILL_VAULT_URL, approle: () => secret('approle-ledger'), call }),
  onLease: (lease) => database.adopt(lease),
})
const envelope = new Envelope({
  ...{ host, port, ca, secret: () => secret('database-envelope') },
  countFile: `${environment.DRILL_SECRETS}/envelope-count`,
})
const pagerUrl = environment.DRILL_PAGER_URL
const alerts = new AlertQueue({
  pagerUrl,
  secret: () => secret('pager-ingest'),
  call,
  signal: stopping.signal,
})
const alarm = alarmOf('ledger', (alert) => alerts.send(alert), defects)
const emergency = new EmergencyAccess({
  approvers: approversIn(environment.DRILL_APPROVERS),
  alert: (alert) => alerts.send({ ...alert }),
  defects,
})

const app = ledgerApp({
  entries: entriesIn(database),
  // Seeded defect: emergency access that needs the vault which it is the fallback for.
  emergencyEntries: entriesIn(defects.has('emergency-needs-vault') ? database : envelope),
  validate: validateOffline({
    ...{ issuer, keys, defects },
    times: { leeway: environment.DRILL_TOKEN_LEEWAY, maxAge: environment.DRILL_TOKEN_MAX_AGE },
  }),
  introspect: introspect({
    ...{ issuer, call, defects },
    clientSecret: () => secret('client-ledger'),
    cacheMs: lifetimeMs(environment, 'introspection-cache', 0),
  }),
  emergency,
  defects,
  codes: spentCodesIn(database),
  codeSecret: () => secret('code-night-batch'),
  idpAnswers: () =>
    call(`${issuer}/.well-known/openid-configuration`).then(
      ({ ok }) => ok,
      () => false,
    ),
  adminSecret: () => secret('ledger-admin'),
  alert: (alert) => alerts.send(alert),
  onRefusal: alarm.refused,
})
const internal = internalSide({
  ...{ environment, call, defects, entries: entriesIn(database), signal: stopping.signal },
  onRefusal: alarm.refused,
  vaultUrl: environment.DRILL_VAULT_URL,
  approle: () => secret('approle-ledger'),
})
if (internal)
  addCertificateRoutes(app, {
    ...{ service: 'ledger', keeper: internal.keeper, adminSecret: () => secret('ledger-admin') },
  })
// Seeded defect: it does not come up while the IdP is away.
if (defects.has('needs-idp-to-start'))
  for (await keys.freshen(); keys.failing(); await keys.freshen()) await pause(500)
serve(
  app,
  environment,
  async () => {
    stopping.abort()
    await Promise.all([database.close(), envelope.close()])
  },
  internal?.named,
)

// A removed key is dropped and an expired emergency sealed in time, even when nobody asks for anything.
every(() => {
  emergency.expire()
  if (emergency.state().state === 'sealed') void envelope.reseal()
  void keys.freshen()
}, 1_000).unref()
void keys.freshen()
void keeper.run(stopping.signal)
