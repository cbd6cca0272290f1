import { Agent, type AgentOptions, request } from 'node:https'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { Certificate } from '../common/certificate.ts'
import { describeError, log } from '../common/log.ts'
import type { DeclaredCallee } from '../common/mutual-tls.ts'
import { peerCertificateOf } from '../common/peer-certificate.ts'
import { requestScope } from '../common/request-scope.ts'
import type { TrustBundle } from '../common/trust-bundle.ts'

export interface LedgerClientOptions {
  readonly callee: DeclaredCallee
  readonly trust: Pick<TrustBundle, 'roots' | 'distrusts'>
  readonly defects: ReadonlySet<string>
}

export interface LedgerAnswer {
  readonly status: number
  readonly body: string
}

const patienceMs = 2_000
const againMs = 1_000
const entriesPath = '/ledger/internal/entries'

/** The ledger over mutual TLS: one connection that stays open, and a new one each time it is asked for. */
export class LedgerClient {
  readonly #options: LedgerClientOptions
  #certificate: Certificate | undefined
  #standing: Agent | undefined

  constructor(options: LedgerClientOptions) {
    this.#options = options
  }

  /**
   * Takes a renewed certificate. The new connection is tried before the old one is given up: a ledger that does not
   * take it yet must not cost the one that works.
   */
  async adopt(certificate: Certificate): Promise<void> {
    const { defects } = this.#options
    // Seeded defect: the certificate is read at the start and never again.
    const isFirst = !this.#certificate || this.#certificate === certificate
    if (!isFirst && defects.has('chain-not-reread')) return
    this.#certificate = certificate
    const next = this.#agent(true)
    // Seeded defect: the old connection goes before anybody knows whether the new certificate is taken.
    if (defects.has('breaks-before-make')) this.#replace(next)
    try {
      await this.#get(next, '/ledger/internal/healthz')
      this.#replace(next)
    } catch (error) {
      if (this.#standing !== next) next.destroy()
      this.#standing ??= this.#agent(true)
      log('new certificate not taken by the ledger yet', describeError(error))
      setTimeout(() => this.#certificate === certificate && void this.adopt(certificate), againMs).unref()
    }
  }

  #replace(next: Agent): void {
    if (this.#standing !== next) this.#standing?.destroy()
    this.#standing = next
  }

  /** Throws when the ledger cannot be reached, or is not who it should be. */
  async entries(connection: 'existing' | 'new'): Promise<LedgerAnswer> {
    if (connection === 'existing' && this.#standing) return this.#get(this.#standing, entriesPath)
    const once = this.#agent(false)
    try {
      return await this.#get(once, entriesPath)
    } finally {
      once.destroy()
    }
  }

  close(): void {
    this.#standing?.destroy()
  }

  #agent(keepAlive: boolean): Agent {
    if (!this.#certificate) throw new Error('no certificate yet')
    const { key, chain } = this.#certificate
    const { callee, trust } = this.#options
    // A resumed session would pass over what a handshake checks.
    const options = { keepAlive, maxSockets: 1, maxCachedSessions: 0, key, cert: chain.join('\n') }
    return new PeerAgent({ ...options, servername: callee.serverName }, callee.spiffeId, trust)
  }

  #get(agent: Agent, path: string): Promise<LedgerAnswer> {
    const scope = requestScope.getStore()
    scope?.asked.add(this.#options.callee.service)
    const headers = {
      'user-agent': 'drill-orders',
      ...(scope ? { 'x-request-id': scope.requestId } : {}),
    }
    const signal = AbortSignal.timeout(patienceMs)
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.#options.callee.url), { agent, headers, signal })
      asked.once('error', reject)
      asked.once('response', (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          body += piece
        })
        response.once('error', reject)
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
      asked.end()
    })
  }
}

/** Hands out connections only to a peer whose certificate says, by the CA that is trusted now, who it must be. */
class PeerAgent extends Agent {
  readonly #spiffeId: string
  readonly #trust: LedgerClientOptions['trust']

  constructor(options: AgentOptions, spiffeId: string, trust: LedgerClientOptions['trust']) {
    super(options)
    this.#spiffeId = spiffeId
    this.#trust = trust
  }

  override createConnection(
    options: AgentOptions,
    callback?: (error: Error | null, socket: TLSSocket) => void,
  ): undefined {
    const socket = connect({ ...options, ca: [...this.#trust.roots()] } as ConnectionOptions)
    const failed = (error: Error) => callback?.(error, socket)
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      socket.off('error', failed)
      const peer = peerCertificateOf(socket)
      const isPeer = peer?.spiffeIds.includes(this.#spiffeId) && !this.#trust.distrusts(peer.certificate)
      if (isPeer) return callback?.(null, socket)
      socket.destroy()
      callback?.(Object.assign(new Error('not the peer that is called'), { code: 'ERR_TLS_PEER' }), socket)
    })
    return undefined
  }
}
