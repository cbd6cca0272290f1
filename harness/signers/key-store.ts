import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { stateHome } from '../model/home.ts'
import { generateKey, localSigner, readPrivateKey } from './local-key.ts'
import { readPublicKey } from './public-key.ts'
import type { Algorithm, PublicKey, Signer } from './signer.ts'

/** The key that seals runs unless another is named. */
export const coordinatorKey = 'coordinator'

/** Variable that a private key (PEM) can be given in, for machines without a place to keep one. */
export const keyVariable = 'DRILL_SIGNING_KEY'

const keyName = /^[a-z][a-z0-9-]{0,40}$/

export interface StoredKey extends PublicKey {
  readonly name: string
  /** The public part, to be given to whoever verifies. */
  readonly file: string
}

/** Folder of the user's own keys: `<name>.pem` (PKCS#8, 0600) and `<name>.pub` (SPKI). */
export const keysHome = (): string => join(stateHome(), 'keys')

/** Makes a key pair. Throws `refused` when there is one of that name: a key is never overwritten. */
export function newKey(name: string, algorithm: Algorithm): StoredKey {
  if (!keyName.test(name))
    throw new DrillError('usage', `"${name}" is no name for a key`, {
      next: 'use lower-case letters, digits and hyphens, such as coordinator',
    })
  const { privatePem, publicPem } = generateKey(algorithm)
  mkdirSync(keysHome(), { recursive: true, mode: 0o700 })
  write(join(keysHome(), `${name}.pem`), privatePem, 0o600)
  write(join(keysHome(), `${name}.pub`), publicPem, 0o644)
  return storedKey(name)
}

/** Throws `bad-input` when there is none of that name. */
export function storedKey(name: string): StoredKey {
  const file = join(keysHome(), `${name}.pub`)
  return { name, file, ...readPublicKey(file) }
}

export function listKeys(): StoredKey[] {
  const files = existsSync(keysHome()) ? readdirSync(keysHome()) : []
  return files
    .filter((file) => file.endsWith('.pub') && keyName.test(basename(file, '.pub')))
    .sort()
    .map((file) => storedKey(basename(file, '.pub')))
}

/**
 * Whose key signs: the one that is named (by name or file), else that in the environment, else the user's own
 * `coordinator`, else nobody's. The variable is cleared: what is started later does not inherit it.
 */
export function chooseSigner(named: string | undefined): Signer | undefined {
  const given = process.env[keyVariable]
  delete process.env[keyVariable]
  if (named !== undefined) return readPrivateKey(fileOf(named))
  if (given) return localSigner(given, keyVariable)
  const own = join(keysHome(), `${coordinatorKey}.pem`)
  return existsSync(own) ? readPrivateKey(own) : undefined
}

function fileOf(named: string): string {
  const own = join(keysHome(), `${named}.pem`)
  return keyName.test(named) && existsSync(own) ? own : named
}

function write(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx', flush: true })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new DrillError('refused', `${file} is there already, and a key is never overwritten`, {
      next: 'choose another --name, or move the old key away',
    })
  }
}
