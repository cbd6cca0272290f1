import 'reflect-metadata'
import { X509Certificate as Certificate } from 'node:crypto'
import { X509Certificate, X509Crl } from '@peculiar/x509'
import { dependencyFailed } from '../common/dependencies.ts'
import { describeError, log } from '../common/log.ts'
import type { Outbound } from '../common/outbound.ts'
import { singleFlight } from '../common/single-flight.ts'

export interface RevocationListOptions {
  readonly call: Outbound
  /** Lists are taken from here alone, whatever a certificate says. */
  readonly from: string
  /** Age at which a list is fetched again. */
  readonly refreshMs: number
  readonly nowMs?: () => number
}

interface Known {
  readonly crl: X509Crl
  readonly fetchedMs: number
}

/** Whether certificates are on the revocation list of their CA. `unknown`: there is no list that counts. */
export class RevocationLists {
  readonly #options: RevocationListOptions
  readonly #nowMs: () => number
  readonly #known = new Map<string, Known>()
  readonly #flights = singleFlight<void>()

  constructor(options: RevocationListOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
  }

  /** `boundMs`: age up to which a list that cannot be had anew still counts. */
  async stateOf(certificate: Certificate, boundMs: number): Promise<'good' | 'revoked' | 'unknown'> {
    const url = pointOf(certificate, crlPoints)
    if (!url?.startsWith(this.#options.from)) return 'unknown'
    const age = this.#nowMs() - (this.#known.get(url)?.fetchedMs ?? Number.NEGATIVE_INFINITY)
    if (age >= this.#options.refreshMs) {
      const fetching = this.#flights(url, () => this.#fetch(url, certificate))
      if (!this.#counts(url, boundMs)) await fetching
    }
    const known = this.#known.get(url)
    if (!known) return 'unknown'
    // What was revoked once stays so, however old the list is.
    if (known.crl.findRevoked(certificate.serialNumber.toLowerCase())) return 'revoked'
    return this.#counts(url, boundMs) ? 'good' : 'unknown'
  }

  #counts(url: string, boundMs: number): boolean {
    const known = this.#known.get(url)
    if (!known) return false
    const nextMs = known.crl.nextUpdate?.getTime() ?? Number.POSITIVE_INFINITY
    return this.#nowMs() < Math.min(nextMs, known.fetchedMs + Math.max(boundMs, this.#options.refreshMs))
  }

  async #fetch(url: string, certificate: Certificate): Promise<void> {
    try {
      const crl = new X509Crl(await this.#body(url))
      const publicKey = await this.#issuerOf(certificate)
      if (!(await crl.verify({ publicKey }))) throw new Error('not signed by the CA')
      this.#known.set(url, { crl, fetchedMs: this.#nowMs() })
      const nextMs = crl.nextUpdate?.getTime() ?? Number.POSITIVE_INFINITY
      // The CA answers, and what it says counts for nothing: somebody should hear of that too.
      if (nextMs <= this.#nowMs()) dependencyFailed('ledger', 'vault', { layer: 'trust', code: 'CRL_STALE' })
    } catch (error) {
      log('revocation list not fetched', describeError(error))
    }
  }

  /**
   * The CA, from where the certificate says (a server is not shown the chain). Whose key it was that signed the
   * certificate the handshake has verified: it must be this one.
   */
  async #issuerOf(certificate: Certificate): Promise<X509Certificate> {
    const url = pointOf(certificate, authorityInfo)
    if (!url?.startsWith(this.#options.from)) throw new Error('the CA is nowhere to be had')
    const issuer = await this.#body(url)
    if (!certificate.verify(new Certificate(Buffer.from(issuer)).publicKey))
      throw new Error('the CA is another one')
    return new X509Certificate(issuer)
  }

  async #body(url: string): Promise<ArrayBuffer> {
    const answer = await this.#options.call(url)
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    return answer.arrayBuffer()
  }
}

/** Extensions that say where the list and the CA are to be had (RFC 5280, 4.2.1.13 and 4.2.2.1). */
const crlPoints = '2.5.29.31'
const authorityInfo = '1.3.6.1.5.5.7.1.1'

/** The first URL in an extension. */
function pointOf({ raw }: Certificate, extension: string): string | undefined {
  const { value } = new X509Certificate(Uint8Array.from(raw)).getExtension(extension) ?? {}
  return value && /https?:\/\/[\x21-\x7e]+/.exec(Buffer.from(value).toString('latin1'))?.[0]
}
