import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { DrillError } from '../model/error.ts'
import { describeKey } from './public-key.ts'
import type { Algorithm, Signer } from './signer.ts'

/** A new key pair as PEM: PKCS#8 and SPKI. */
export function generateKey(algorithm: Algorithm): { privatePem: string; publicPem: string } {
  const { privateKey, publicKey } =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** Signs with a private key in PEM. `where` names it in errors, which never quote it. */
export function localSigner(pem: string, where: string): Signer {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    // The cause could quote what it failed to read.
    throw unusable(where, 'not a private key')
  }
  const known = describeKey(createPublicKey(key), where)
  const digest = known.algorithm === 'ed25519' ? null : 'sha256'
  return { ...known, sign: async (bytes) => sign(digest, bytes, key) }
}

/** Reads a private key that its owner alone can read. Throws `refused` for any other. */
export function readPrivateKey(file: string): Signer {
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw unusable(file, 'cannot be read', cause)
  }
  try {
    const { mode, uid } = fstatSync(fd)
    if ((mode & 0o077) !== 0)
      throw new DrillError('refused', `${file}: others than its owner can read this key`, {
        next: 'run `chmod 600` on it; if somebody could have copied it, make a new one',
      })
    if (process.getuid && uid !== process.getuid() && process.getuid() !== 0)
      throw new DrillError('refused', `${file}: this key belongs to another user`)
    return localSigner(readFileSync(fd, 'utf8'), file)
  } finally {
    closeSync(fd)
  }
}

function unusable(file: string, message: string, cause?: unknown): DrillError {
  return new DrillError('bad-input', `${file}: ${message}`, {
    cause,
    problems: [{ file, message, expected: 'a private key (PKCS#8, PEM) on P-256 or Ed25519' }],
  })
}
