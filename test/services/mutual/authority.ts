import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

interface Issuer {
  readonly certificate: x509.X509Certificate
  readonly keys: CryptoKeyPair
}

export interface Issued {
  /** PEM. */
  readonly key: string
  readonly chain: readonly string[]
  readonly serial: string
  readonly certificate: x509.X509Certificate
}

interface Wanted {
  readonly spiffeId: string
  readonly dns?: string
  readonly lifeMs?: number
  readonly crlAt?: string
  readonly caAt?: string
}

/** A root with one CA beneath it, in memory. */
export async function authority(name: string) {
  const root = await made(`root ${name}`)
  const issuing = await made(`issuing ${name}`, root)
  return {
    root: root.certificate.toString('pem'),
    issuing: issuing.certificate,
    issue: (wanted: Wanted) => issued(issuing, wanted),
    /** DER of a list with these serial numbers. */
    async list(serials: readonly string[], lifeMs = 60_000): Promise<ArrayBuffer> {
      const crl = await x509.X509CrlGenerator.create({
        issuer: issuing.certificate.subject,
        thisUpdate: new Date(Date.now() - 1_000),
        nextUpdate: new Date(Date.now() + lifeMs),
        entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date() })),
        signingAlgorithm: algorithm,
        signingKey: issuing.keys.privateKey,
      })
      return crl.rawData
    },
  }
}

async function made(name: string, by?: Issuer): Promise<Issuer> {
  const keys = await newKeys()
  const common = {
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 600_000),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  }
  const certificate = by
    ? await x509.X509CertificateGenerator.create({
        ...common,
        subject: [{ CN: [name] }],
        issuer: by.certificate.subject,
        publicKey: keys.publicKey,
        signingKey: by.keys.privateKey,
      })
    : await x509.X509CertificateGenerator.createSelfSigned({ ...common, name: [{ CN: [name] }], keys })
  return { certificate, keys }
}

async function issued(by: Issuer, { spiffeId, dns, lifeMs = 60_000, crlAt, caAt }: Wanted): Promise<Issued> {
  const keys = await newKeys()
  const names = [
    { type: 'url' as const, value: spiffeId },
    ...(dns ? [{ type: 'dns' as const, value: dns }] : []),
  ]
  const certificate = await x509.X509CertificateGenerator.create({
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifeMs),
    subject: [{ CN: ['leaf'] }],
    issuer: by.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension(names),
      ...(caAt ? [new x509.AuthorityInfoAccessExtension({ caIssuers: caAt })] : []),
      ...(crlAt ? [new x509.CRLDistributionPointsExtension([crlAt])] : []),
    ],
  })
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const chain = [certificate.toString('pem'), by.certificate.toString('pem')]
  return { key, chain, serial: certificate.serialNumber, certificate }
}
