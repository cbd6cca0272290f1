import { createHash, randomBytes } from 'node:crypto'
import { DrillError } from '../model/error.ts'
import type { Stamp } from './signer.ts'

const sha256 = '2.16.840.1.101.3.4.2.1'
const patienceMs = 10_000
const largestBytes = 1 << 16

/** Asks an RFC 3161 time-stamping authority. Its answer is checked for what was asked; whom to trust, `verify` decides. */
export function timestampFrom(url: string): Stamp {
  const address = URL.parse(url)
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:')
    throw new DrillError('usage', `"${url}" is no address of a time-stamping authority`, {
      next: 'give an http or https URL',
    })
  return async (signature) => {
    const imprint = createHash('sha256').update(signature).digest()
    // The first bit stays clear, or the number would be negative.
    const nonce = randomBytes(16).map((byte, index) => (index === 0 ? (byte & 0x3f) | 0x40 : byte))
    try {
      const response = await ask(address, await request(imprint, nonce))
      await check(response, imprint, nonce)
      return response
    } catch (cause) {
      throw new DrillError('refused', `no time-stamp from ${address.host}: ${(cause as Error).message}`, {
        cause,
      })
    }
  }
}

async function ask(url: URL, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    signal: AbortSignal.timeout(patienceMs),
    ...{ body, redirect: 'error' },
  })
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  if (Number(response.headers.get('content-length') ?? 0) > largestBytes)
    throw new Error('too long an answer')
  const bytes = await response.bytes()
  if (bytes.length > largestBytes) throw new Error('too long an answer')
  return bytes
}

async function request(imprint: Buffer, nonce: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { MessageImprint, TimeStampReq, TimeStampReqVersion } = await import('@peculiar/asn1-tsp')
  const { AsnConvert, OctetString } = await import('@peculiar/asn1-schema')
  const { AlgorithmIdentifier } = await import('@peculiar/asn1-x509')
  const asked = new TimeStampReq({
    version: TimeStampReqVersion.v1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha256, parameters: null }),
      hashedMessage: new OctetString(imprint),
    }),
    nonce: new Uint8Array(nonce).buffer,
    // Certificates in the answer would be covered by no signature; whoever verifies pins them anyway.
    certReq: false,
  })
  return new Uint8Array(AsnConvert.serialize(asked))
}

/** An authority may refuse, and an answer may be an old one: both would come to light only when somebody verifies. */
async function check(response: Uint8Array, imprint: Buffer, nonce: Uint8Array): Promise<void> {
  const { RFC3161Timestamp } = await import('@sigstore/core')
  const stamp = RFC3161Timestamp.parse(Buffer.from(response))
  if (stamp.status > 1) throw new Error(`it refused with status ${stamp.status}`)
  if (!stamp.tstInfo.messageImprintHashedMessage.equals(imprint)) throw new Error('it stamped something else')
  if (!stamp.tstInfo.raw.includes(Buffer.from(nonce))) throw new Error('its answer is to another question')
}
