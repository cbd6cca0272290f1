import type { SignerInfo } from '@peculiar/asn1-cms'

/** ECDSA with SHA-256, SHA-384 and SHA-512. */
const ecdsa = ['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4']
const derNull = Buffer.of(5, 0)

/**
 * Throws unless an RFC 3161 response (DER) holds nothing but what its signature covers or verifying looks at: granted,
 * one signer, no certificates, no further attributes. Whatever else it held could be changed without being noticed.
 */
export async function assertPlainStamp(der: Buffer): Promise<void> {
  const [{ AsnConvert }, cms, tsp] = await Promise.all([
    import('@peculiar/asn1-schema'),
    import('@peculiar/asn1-cms'),
    import('@peculiar/asn1-tsp'),
  ])
  const { timeStampToken } = AsnConvert.parse(der, tsp.TimeStampResp)
  if (!timeStampToken) throw new Error('no time-stamp in it')
  const { encapContentInfo, signerInfos } = AsnConvert.parse(timeStampToken.content, cms.SignedData)
  const [signer] = signerInfos
  if (!signer) throw new Error('nobody signed it')
  assertKnown(signer)
  const { sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature } = signer
  const own = { version: cms.CMSVersion.v1, sid, digestAlgorithm, signatureAlgorithm, signature }
  const plain = new cms.SignedData({
    ...{ version: cms.CMSVersion.v3, encapContentInfo },
    digestAlgorithms: new cms.DigestAlgorithmIdentifiers([digestAlgorithm]),
    signerInfos: new cms.SignerInfos([
      new cms.SignerInfo({ ...own, ...(signedAttrs ? { signedAttrs } : {}) }),
    ]),
  })
  const status = new tsp.PKIStatusInfo({ status: tsp.PKIStatus.granted })
  const content = { contentType: cms.id_signedData, content: AsnConvert.serialize(plain) }
  const response = new tsp.TimeStampResp({ status, timeStampToken: new tsp.TimeStampToken(content) })
  if (!Buffer.from(AsnConvert.serialize(response)).equals(der))
    throw new Error('it holds more than a time-stamp')
}

/** A signature algorithm that the Sigstore library does not know it would verify as if it were its default. */
function assertKnown({ digestAlgorithm, signatureAlgorithm }: SignerInfo): void {
  if (!ecdsa.includes(signatureAlgorithm.algorithm)) throw new Error('not signed with ECDSA')
  for (const { parameters } of [digestAlgorithm, signatureAlgorithm])
    if (parameters && !Buffer.from(parameters).equals(derNull))
      throw new Error('an algorithm with parameters')
}
