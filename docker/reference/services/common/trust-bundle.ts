import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { describeError, log } from './log.ts'

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The roots that a service believes, and the CAs that it believes no more; both files are read again when they change. */
export class TrustBundle {
  readonly #files: { readonly bundle: string; readonly distrusted: string }
  #seen = ''
  #roots: readonly string[] = []
  #distrusted: readonly X509Certificate[] = []
  readonly #listeners: (() => void)[] = []

  constructor(files: { readonly bundle: string; readonly distrusted: string }) {
    this.#files = files
    this.refresh()
  }

  /** PEM of each root. */
  roots(): readonly string[] {
    return this.#roots
  }

  /** Whether a certificate comes from a CA that is believed no more. */
  distrusts(certificate: X509Certificate): boolean {
    return this.#distrusted.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey))
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Reads what has changed. A file that cannot be read leaves everything as it was: trust is not lost by accident. */
  refresh(): void {
    try {
      const { bundle, distrusted } = this.#files
      const seen = [bundle, distrusted].map(stampOf).join()
      if (seen === this.#seen) return
      this.#roots = certificatesIn(bundle)
      this.#distrusted = certificatesIn(distrusted).map((each) => new X509Certificate(each))
      this.#seen = seen
      log('trust read', { roots: this.#roots.length, distrusted: this.#distrusted.length })
      for (const listener of this.#listeners) listener()
    } catch (error) {
      log('trust not read', describeError(error))
    }
  }
}

const certificatesIn = (file: string): string[] => readFileSync(file, 'utf8').match(pem) ?? []

function stampOf(file: string): string {
  const { mtimeMs, ino, size } = statSync(file)
  return `${ino}:${mtimeMs}:${size}`
}
