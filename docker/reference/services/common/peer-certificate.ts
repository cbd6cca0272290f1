import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

/** What the other side of a connection has shown, and the handshake has verified up to a trusted root. */
export interface PeerCertificate {
  readonly spiffeIds: readonly string[]
  /** Hexadecimal, lower case. */
  readonly serial: string
  /** Common name of the CA that issued it. */
  readonly issuer: string
  /** Wall clock, ms since 1970. */
  readonly expiresMs: number
  readonly certificate: X509Certificate
}

/** Undefined when it has shown no certificate. */
export function peerCertificateOf(
  socket: Pick<TLSSocket, 'getPeerX509Certificate'>,
): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return undefined
  return {
    ...{ spiffeIds: uriNamesOf(certificate), certificate },
    serial: certificate.serialNumber.toLowerCase(),
    issuer: /^CN=(.*)$/m.exec(certificate.issuer)?.[1] ?? '',
    expiresMs: certificate.validToDate.getTime(),
  }
}

/** URIs in a certificate's subject alternative name. */
export const uriNamesOf = ({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): string[] =>
  subjectAltName.split(', ').flatMap((name) => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []))
