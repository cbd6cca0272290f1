import { setTimeout as pause } from 'node:timers/promises'
import type { Certificate } from './certificate.ts'
import { log } from './log.ts'
import { singleFlight } from './single-flight.ts'

export interface CertificateKeeperOptions {
  /** Undefined while the CA does not issue. */
  readonly issue: () => Promise<Certificate | undefined>
  /** Puts it to use; called for each new one. */
  readonly adopt: (certificate: Certificate) => void
  readonly nowMs?: () => number
}

const retryMs = 1_000

/** Keeps a certificate that is valid: it is renewed at a third of its life, and again every second while that fails. */
export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions
  readonly #nowMs: () => number
  readonly #flights = singleFlight<Certificate | undefined>()
  #current: Certificate | undefined

  constructor(options: CertificateKeeperOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
  }

  current(): Certificate | undefined {
    return this.#current
  }

  /** Renews now; undefined when the CA did not issue. */
  renew(): Promise<Certificate | undefined> {
    return this.#flights('renewal', () => this.#renew())
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await pause(await this.step(), undefined, { signal }).catch(() => {})
  }

  /** Renews when it is due, and returns after how many milliseconds to call again. */
  async step(): Promise<number> {
    if (this.#dueMs() <= 0 && !(await this.renew())) return retryMs
    return Math.max(0, Math.min(retryMs, this.#dueMs()))
  }

  #dueMs(): number {
    if (!this.#current) return 0
    const { issuedMs, expiresMs } = this.#current
    return issuedMs + (expiresMs - issuedMs) / 3 - this.#nowMs()
  }

  async #renew(): Promise<Certificate | undefined> {
    const certificate = await this.#options.issue()
    if (!certificate) return undefined
    this.#current = certificate
    log('certificate renewed', { serial: certificate.serial, lifeMs: certificate.expiresMs - this.#nowMs() })
    this.#options.adopt(certificate)
    return certificate
  }
}
