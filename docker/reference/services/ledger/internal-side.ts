import { setInterval as every } from 'node:timers'
import type { OnRefusal } from '../common/application.ts'
import { issueCertificate } from '../common/certificate.ts'
import { CertificateKeeper } from '../common/certificate-keeper.ts'
import { type Environment, lifetimeMs } from '../common/environment.ts'
import type { MutualTls } from '../common/mutual-tls.ts'
import type { Outbound } from '../common/outbound.ts'
import type { Named } from '../common/serve.ts'
import { TrustBundle } from '../common/trust-bundle.ts'
import type { Entries } from './entries.ts'
import { internalApp } from './internal-app.ts'
import { internalServer } from './internal-server.ts'
import { checkPeer } from './peer-check.ts'
import { RevocationLists } from './revocation-list.ts'

export interface InternalSideOptions {
  readonly environment: Environment & { readonly DRILL_MUTUAL_TLS?: MutualTls | undefined }
  readonly vaultUrl: string
  readonly approle: () => string
  readonly call: Outbound
  readonly entries: Entries
  readonly defects: ReadonlySet<string>
  readonly onRefusal: OnRefusal
  readonly signal: AbortSignal
}

const trustEveryMs = 500

/** The ledger for other services; undefined where the estate declares no mutual TLS. */
export function internalSide(
  options: InternalSideOptions,
): { readonly keeper: CertificateKeeper; readonly named: Named } | undefined {
  const { environment, vaultUrl, approle, call, entries, defects, onRefusal, signal } = options
  const { DRILL_MUTUAL_TLS: told } = environment
  if (!told) return undefined
  const trust = new TrustBundle(told.trust)
  const refreshMs = lifetimeMs(environment, 'crl-refresh', 300_000)
  const lists = new RevocationLists({ call, from: `${vaultUrl}/`, refreshMs })
  const check = checkPeer({ callers: told.callers, trust, lists, defects })
  const { server, adopt } = internalServer({
    app: internalApp({ entries, check, defects, onRefusal }),
    trust,
    defects,
  })
  const { spiffeId, name } = told
  const keeper = new CertificateKeeper({
    issue: () => issueCertificate({ vaultUrl, role: 'ledger', approle, spiffeId, name, call }),
    adopt,
  })
  every(() => trust.refresh(), trustEveryMs).unref()
  void keeper.run(signal)
  return { keeper, named: { name, server } }
}
