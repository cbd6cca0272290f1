import type { TLSSocket } from 'node:tls'
import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import {
  createApplication,
  type OnRefusal,
  type ServiceContext,
  type ServiceEnv,
} from '../common/application.ts'
import { type PeerCertificate, peerCertificateOf } from '../common/peer-certificate.ts'
import { refusal } from '../common/refusal.ts'
import type { Access } from './access.ts'
import type { Entries } from './entries.ts'

export interface InternalOptions {
  readonly entries: Pick<Entries, 'list'>
  readonly check: (peer: PeerCertificate) => Promise<Access>
  readonly defects: ReadonlySet<string>
  readonly onRefusal?: OnRefusal
  readonly nowMs?: () => number
}

/** What other services of the estate ask for, over mutual TLS: a certificate is all that they show. */
export function internalApp({
  entries,
  check,
  defects,
  onRefusal,
  nowMs = Date.now,
}: InternalOptions): Hono<ServiceEnv> {
  const app = createApplication('ledger', onRefusal)
  const connected = new WeakMap<TLSSocket, number>()
  const granted = new WeakMap<TLSSocket, Access>()
  app.use(async (c, next) => {
    const socket = socketOf(c)
    const sinceMs = connected.get(socket) ?? nowMs()
    connected.set(socket, sinceMs)
    const peer = peerCertificateOf(socket)
    if (!peer) throw refusal(401, 'certificate-missing')
    c.set('peer', {
      spiffeId: peer.spiffeIds.join(),
      serial: peer.serial,
      issuer: peer.issuer,
      connectedMs: sinceMs,
    })
    // Seeded defect: who was let in once stays so on this connection.
    const known = defects.has('peers-checked-once') ? granted.get(socket) : undefined
    const access = known ?? (await check(peer))
    if (access.kind === 'granted') granted.set(socket, access)
    if (access.kind === 'refused') throw refusal(statusOf(access.reason), access.reason)
    if (access.kind === 'unavailable') throw refusal(503, access.reason)
    c.set('reason', access.reason)
    await next()
  })
  app.get('/ledger/internal/entries', async (c) => c.json({ entries: await entries.list() }))
  app.get('/ledger/internal/healthz', (c) => c.json({}))
  return app
}

const socketOf = (c: ServiceContext) => (c.env as HttpBindings).incoming.socket as TLSSocket

/** Whose certificate has ended may come again with another one; who is unknown or revoked may not. */
const statusOf = (reason: string) => (reason === 'certificate-expired' ? 401 : 403)
