import { basename, dirname, resolve } from 'node:path'
import type { Place } from '../model/complaint.ts'
import { DrillError } from '../model/error.ts'
import { publicKeyFrom, readPublicKey } from '../signers/public-key.ts'
import type { PublicKey, TrustedKey } from '../signers/signer.ts'

interface Pinned {
  /** Files of coordinators' public keys. */
  readonly keys: readonly string[]
  /** File that names keys with their owners and duties. */
  readonly trust?: string | undefined
}

/** Every key that the reader believes, and for what. Throws `bad-input` when one cannot be read, or has two duties. */
export async function trustedKeys({ keys, trust }: Pinned): Promise<TrustedKey[]> {
  const pinned = keys.map((file) => ({
    ...readPublicKey(file),
    ...{ name: basename(file).replace(/\.(pub|pem)$/, ''), duty: 'coordinator' as const },
  }))
  return [...pinned, ...(trust === undefined ? [] : await keysIn(trust))]
}

async function keysIn(file: string): Promise<TrustedKey[]> {
  const { readTrust } = await import('../readers/trust.ts')
  const { trust, locate } = await readTrust(file)
  const found: TrustedKey[] = []
  for (const [index, { name, duty, key }] of trust.keys.entries()) {
    const own = keyOf(file, key, () => locate(['keys', index, 'key']))
    const other = found.find(({ keyId }) => keyId === own.keyId)
    if (other)
      throw new DrillError('bad-input', `${file}: ${name} and ${other.name} have the same key`, {
        problems: [
          {
            ...locate(['keys', index, 'key']),
            message: `the key of ${other.name} (${other.duty}) a second time`,
            expected: 'a key of its own for every person and duty',
          },
        ],
      })
    found.push({ ...own, name, duty })
  }
  return found
}

/** The PEM itself, or that of a file beside the one that names it; what is wrong with it is told at `place`. */
function keyOf(file: string, key: string, place: () => Place): PublicKey {
  const own = key.includes('-----BEGIN')
  try {
    return own ? publicKeyFrom(key, file) : readPublicKey(resolve(dirname(file), key))
  } catch (error) {
    if (!(error instanceof DrillError)) throw error
    const [{ message, expected } = { message: error.message, expected: undefined }] = error.problems
    const problem = { ...place(), message: own ? message : `${key}: ${message}`, expected }
    throw new DrillError(error.code, `${file}: ${message}`, { cause: error, problems: [problem] })
  }
}
