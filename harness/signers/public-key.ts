import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { DrillError } from '../model/error.ts'
import { readRegular } from '../model/regular-file.ts'
import type { Algorithm, PublicKey } from './signer.ts'

/** A key is short (bytes). */
const largest = 1 << 16

/** Reads an SPKI PEM file. Throws `bad-input` when it is not a public key of a kind that is used here. */
export function readPublicKey(file: string): PublicKey {
  let text: string
  try {
    text = readRegular(file, largest).toString('utf8')
  } catch (cause) {
    throw notAKey(file, 'cannot be read', cause)
  }
  return publicKeyFrom(text, file)
}

/** Takes SPKI PEM text; `where` names it in errors. A private key in its place is refused, not used. */
export function publicKeyFrom(text: string, where: string): PublicKey {
  if (text.includes('PRIVATE KEY'))
    throw notAKey(where, 'this is a private key: keep it to yourself, and give the public one')
  let key: KeyObject
  try {
    key = createPublicKey(text)
  } catch (cause) {
    throw notAKey(where, 'not a public key', cause)
  }
  return describeKey(key, where)
}

/** Throws `bad-input` for a key of another kind, such as RSA or P-384. */
export function describeKey(key: KeyObject, where: string): PublicKey {
  const algorithm = algorithmOf(key)
  if (!algorithm) throw notAKey(where, 'a key of a kind that is not used here')
  const pem = key.export({ type: 'spki', format: 'pem' }).toString()
  return { keyId: fingerprint(key, algorithm), algorithm, pem }
}

function algorithmOf(key: KeyObject): Algorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'p256' : undefined
}

/** What `ssh-keygen -l` prints: SHA-256 of the key in OpenSSH's own form. */
function fingerprint(key: KeyObject, algorithm: Algorithm): string {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const bytes = (part: string) => Buffer.from(part, 'base64url')
  const fields =
    algorithm === 'ed25519'
      ? ['ssh-ed25519', bytes(x)]
      : ['ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([Buffer.of(4), bytes(x), bytes(y)])]
  const hash = createHash('sha256')
  for (const field of fields) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(field.length)
    hash.update(length).update(field)
  }
  return `SHA256:${hash.digest('base64').replace(/=+$/, '')}`
}

function notAKey(file: string, message: string, cause?: unknown): DrillError {
  return new DrillError('bad-input', `${file}: ${message}`, {
    cause,
    problems: [{ file, message, expected: 'a public key (SPKI, PEM) on P-256 or Ed25519' }],
  })
}
