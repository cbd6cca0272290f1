import { createServer } from 'node:https'
import type { Server, TLSSocket } from 'node:tls'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ServiceEnv } from '../common/application.ts'
import type { Certificate } from '../common/certificate.ts'
import { describeError, log } from '../common/log.ts'
import type { TrustBundle } from '../common/trust-bundle.ts'

export interface InternalServerOptions {
  readonly app: Hono<ServiceEnv>
  readonly trust: Pick<TrustBundle, 'roots' | 'onChange'>
  readonly defects: ReadonlySet<string>
}

/** A server that lets nobody in without a certificate of the estate's own CA. It is handed its connections. */
export function internalServer({ app, trust, defects }: InternalServerOptions) {
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: { requestCert: true, minVersion: 'TLSv1.2', keepAliveTimeout: 75_000 },
  }) as Server
  // A client without a valid certificate meets a connection that closes: only here it stands why.
  server.on('tlsClientError', (error, socket: TLSSocket) => {
    const untrusted = socket.authorizationError as unknown
    log('handshake refused', untrusted ? { code: String(untrusted) } : describeError(error))
  })
  let current: Certificate | undefined
  const atStart = trust.roots()
  const apply = () => {
    if (!current) return
    const { key, chain } = current
    server.setSecureContext({ key, cert: chain.join('\n'), ca: [...anchors()] })
  }
  // Seeded defect: trusts what it trusted at its start, whatever is distributed.
  const anchors = () => (defects.has('trust-pinned') ? atStart : trust.roots())
  trust.onChange(apply)
  return {
    server,
    adopt(certificate: Certificate) {
      current = certificate
      apply()
    },
  }
}
