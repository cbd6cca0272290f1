import { readFileSync } from 'node:fs'
import tls from 'node:tls'

/** From here on every TLS client of this process trusts the stack's CA, and no other. */
export function trustOnly(caFile: string): string {
  const ca = readFileSync(caFile, 'utf8')
  tls.setDefaultCACertificates([ca])
  return ca
}
