import type { Hono } from 'hono'
import type { ServiceEnv } from './application.ts'
import { requireSecret } from './bearer.ts'
import type { CertificateKeeper } from './certificate-keeper.ts'
import { refusal } from './refusal.ts'

export interface CertificateRoutesOptions {
  readonly service: string
  readonly keeper: Pick<CertificateKeeper, 'renew'>
  readonly adminSecret: () => string
}

/** The operator has a certificate renewed before its time, as after a change at the CA. */
export function addCertificateRoutes(
  app: Hono<ServiceEnv>,
  { service, keeper, adminSecret }: CertificateRoutesOptions,
): void {
  app.post(`/${service}/admin/certificate/renew`, async (c) => {
    requireSecret(c, adminSecret())
    const certificate = await keeper.renew()
    if (!certificate) throw refusal(503, 'ca-unavailable')
    return c.json({ serial: certificate.serial, chain: certificate.chain.length })
  })
}
