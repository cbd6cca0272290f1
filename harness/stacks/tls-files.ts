import { join } from 'node:path'

/** PEM files of one server: its key, its certificate, and the CA that every peer's certificate comes from. */
export interface TlsFiles {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

/** Where the TLS files of a service stand. */
export function tlsFiles(serviceDir: string): TlsFiles {
  const file = (name: string) => join(serviceDir, 'tls', `${name}.pem`)
  return { key: file('key'), cert: file('cert'), ca: file('ca') }
}
