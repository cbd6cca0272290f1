import { createPublicKey } from 'node:crypto'
import type { Bundle } from '@sigstore/bundle'
import type { PublicKey } from '../../signers/signer.ts'

/** A bundle whose form is right. What it says is not believed before `isSignedBy` gave true. */
export interface OpenedBundle {
  /** The key that is said to have signed. */
  readonly keyId: string
  readonly payloadType: string
  /** The signed bytes. */
  readonly payload: Buffer
  readonly signature: Buffer
  /** RFC 3161 responses (DER). */
  readonly stamps: readonly Buffer[]
  readonly bundle: Bundle
}

/**
 * Opens stored bytes. Throws what is wrong with their form: they must be exactly what the Sigstore library writes, so
 * that no byte can be changed that means nothing.
 */
export async function openBundle(bytes: Buffer): Promise<OpenedBundle> {
  // Named in full: an assertion needs a type that is written down.
  const sigstore: typeof import('@sigstore/bundle') = await import('@sigstore/bundle')
  const bundle = sigstore.bundleFromJSON(JSON.parse(bytes.toString('utf8')))
  sigstore.assertBundleLatest(bundle)
  if (bundle.mediaType !== sigstore.BUNDLE_V03_MEDIA_TYPE) throw new Error('not a Sigstore bundle v0.3')
  const { content, verificationMaterial: material } = bundle
  if (content.$case !== 'dsseEnvelope') throw new Error('no DSSE envelope in it')
  if (material.content.$case !== 'publicKey') throw new Error('not signed with a key of one’s own')
  if (material.tlogEntries.length > 0) throw new Error('it has entries of a log, which are not checked here')
  if (!Buffer.from(`${JSON.stringify(sigstore.bundleToJSON(bundle))}\n`).equals(bytes))
    throw new Error('its bytes are not as they were written')
  const { payload, payloadType, signatures } = content.dsseEnvelope
  const { keyid: keyId = '', sig: signature = Buffer.alloc(0) } = signatures[0] ?? {}
  if (material.content.publicKey.hint !== keyId) throw new Error('it names two keys')
  const stamps = material.timestampVerificationData?.rfc3161Timestamps ?? []
  return {
    ...{ bundle, keyId, payload, payloadType, signature },
    stamps: stamps.map(({ signedTimestamp }) => signedTimestamp),
  }
}

/** A time-stamping authority's certificates (PEM), its own first, the root last. */
export type Authority = string

/**
 * Throws unless the signature over payload type and payload holds under this key; with an authority, unless every
 * time-stamp over it holds as well, and there is one.
 */
export async function verifyBundle(
  { bundle }: OpenedBundle,
  key: PublicKey,
  authority?: Authority,
): Promise<void> {
  const { toSignedEntity, Verifier } = await import('@sigstore/verify')
  const trusted = { publicKey: createPublicKey(key.pem), validFor: () => true }
  const stampers = authority === undefined ? [] : [await chainFrom(authority)]
  const verifier = new Verifier(
    { ...noLogs, timestampAuthorities: stampers, publicKey: () => trusted },
    { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: stampers.length },
  )
  verifier.verify(toSignedEntity(authority === undefined ? withoutStamps(bundle) : bundle))
}

const noLogs = { certificateAuthorities: [], tlogs: [], ctlogs: [] }
const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

async function chainFrom(authority: Authority) {
  const { X509Certificate } = await import('@sigstore/core')
  const certChain = (authority.match(certificate) ?? []).map((pem) => X509Certificate.parse(pem))
  // Each certificate says itself how long it is valid.
  return { certChain, validFor: { start: new Date(0), end: new Date(8.64e15) } }
}

function withoutStamps(bundle: Bundle): Bundle {
  const verificationMaterial = { ...bundle.verificationMaterial, timestampVerificationData: undefined }
  return { ...bundle, verificationMaterial }
}
