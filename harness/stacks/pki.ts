import 'reflect-metadata'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import type { TlsFiles } from './tls-files.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

/**
 * Makes a CA of this stack alone and one server certificate per host; writes PEM files (0600). The CA's private
 * key is never written: nobody can issue another certificate.
 */
export async function issueCertificates(
  caFile: string,
  servers: ReadonlyMap<string, TlsFiles>,
): Promise<void> {
  const keys = await newKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: [{ CN: ['Identity Drill stack CA'] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  write(caFile, ca.toString('pem'))
  const each = [...servers].map(([host, files]) => issue(host, files, ca, keys.privateKey))
  await Promise.all(each)
}

async function issue(
  host: string,
  files: TlsFiles,
  ca: x509.X509Certificate,
  signingKey: CryptoKey,
): Promise<void> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    subject: [{ CN: [host] }],
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  mkdirSync(join(files.key, '..'), { recursive: true, mode: 0o700 })
  write(
    files.key,
    x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
  )
  write(files.cert, certificate.toString('pem'))
  write(files.ca, ca.toString('pem'))
}

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

/** Wide on both sides, so that a drifting clock does not meet it by accident. */
const validity = () => ({
  notBefore: new Date(Date.now() - dayMs),
  notAfter: new Date(Date.now() + 30 * dayMs),
})

const write = (file: string, pem: string) => writeFileSync(file, `${pem}\n`, { mode: 0o600 })
