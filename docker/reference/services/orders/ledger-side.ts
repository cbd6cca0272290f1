import { setInterval as every } from 'node:timers'
import type { Hono } from 'hono'
import type { ServiceEnv } from '../common/application.ts'
import { issueCertificate } from '../common/certificate.ts'
import { CertificateKeeper } from '../common/certificate-keeper.ts'
import { addCertificateRoutes } from '../common/certificate-routes.ts'
import type { Environment } from '../common/environment.ts'
import type { MutualTls } from '../common/mutual-tls.ts'
import type { Outbound } from '../common/outbound.ts'
import { TrustBundle } from '../common/trust-bundle.ts'
import { LedgerClient } from './ledger-client.ts'
import { addLedgerRoutes } from './ledger-routes.ts'

export interface LedgerSideOptions {
  readonly environment: Environment & { readonly DRILL_MUTUAL_TLS?: MutualTls | undefined }
  readonly vaultUrl: string | undefined
  readonly secret: (name: string) => string
  readonly call: Outbound
  readonly defects: ReadonlySet<string>
  readonly signal: AbortSignal
}

const trustEveryMs = 500

/** What orders gets from the ledger over mutual TLS; nothing where the estate declares none. */
export function addLedgerSide(app: Hono<ServiceEnv>, options: LedgerSideOptions): void {
  const { environment, vaultUrl, secret, call, defects, signal } = options
  const { DRILL_MUTUAL_TLS: told } = environment
  const callee = told?.callees[0]
  if (!told || !callee || !vaultUrl) return
  const trust = new TrustBundle(told.trust)
  const ledger = new LedgerClient({ callee, trust, defects })
  const { spiffeId, name } = told
  const approle = () => secret('approle-orders')
  const keeper = new CertificateKeeper({
    issue: () => issueCertificate({ vaultUrl, role: 'orders', approle, spiffeId, name, call }),
    adopt: (certificate) => void ledger.adopt(certificate),
  })
  addLedgerRoutes(app, { ledger, batchSecret: () => secret('orders-batch') })
  addCertificateRoutes(app, { service: 'orders', keeper, adminSecret: () => secret('orders-admin') })
  every(() => trust.refresh(), trustEveryMs).unref()
  signal.addEventListener('abort', () => ledger.close())
  void keeper.run(signal)
}
