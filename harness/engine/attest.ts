import type { Statement } from '../model/statement.ts'
import type { Signer, Stamp } from '../signers/signer.ts'

/** What a DSSE envelope says that it holds. */
export const payloadType = 'application/vnd.in-toto+json'

export interface Attested {
  readonly bytes: Buffer
  /** How the name of its file ends: a bundle when somebody signed, else the bare statement. */
  readonly ending: 'sigstore.json' | 'statement.json'
}

export interface Attester {
  readonly signer?: Signer
  readonly stamp?: Stamp
}

/** Makes a statement ready to be stored: in a Sigstore bundle (v0.3, DSSE) when there is a signer. */
export async function attest(
  statement: Statement<unknown>,
  { signer, stamp }: Attester = {},
): Promise<Attested> {
  if (!signer)
    return { bytes: Buffer.from(`${JSON.stringify(statement, null, 2)}\n`), ending: 'statement.json' }
  const [{ dsse }, { bundleToJSON, toDSSEBundle }] = await Promise.all([
    import('@sigstore/core'),
    import('@sigstore/bundle'),
  ])
  const artifact = Buffer.from(JSON.stringify(statement))
  const signature = Buffer.from(await signer.sign(dsse.preAuthEncoding(payloadType, artifact)))
  const bundle = toDSSEBundle({ artifact, artifactType: payloadType, signature, keyHint: signer.keyId })
  const stamped = await stamp?.(signature)
  if (stamped)
    bundle.verificationMaterial.timestampVerificationData = {
      rfc3161Timestamps: [{ signedTimestamp: Buffer.from(stamped) }],
    }
  return { bytes: Buffer.from(`${JSON.stringify(bundleToJSON(bundle))}\n`), ending: 'sigstore.json' }
}
