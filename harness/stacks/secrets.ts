import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DrillError } from '../model/error.ts'

/** The secrets of one stack: one 0600 file each, in a 0700 folder. */
export interface SecretStore {
  /** Generated at first use; the same for every process. Throws `start-failed` for one that a server has yet to make. */
  get(name: string): string
  set(name: string, value: string): void
  /** Every secret value, and the strings inside those that are JSON; for redaction. */
  all(): readonly string[]
}

export function secretStore(dir: string): SecretStore {
  const file = (name: string) => join(dir, checked(name))
  return {
    get: (name) => read(file(name)) ?? adopt(file(name), generated(name)),
    set(name, value) {
      renameSync(draft(file(name), value), file(name))
    },
    all: () =>
      (existsSync(dir) ? readdirSync(dir) : [])
        .filter((name) => !name.startsWith('.'))
        .flatMap((name) => valuesOf(read(join(dir, name)) ?? '')),
  }
}

/** Private Ed25519 JWK of an approver; the `kid` is the approver's name. */
function approverKey(name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: name, alg: 'EdDSA', use: 'sig' })
}

/** Private P-256 JWK by which a client of the IdP signs who it is. */
function clientKey(name: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: name, alg: 'ES256', use: 'sig' })
}

function generated(name: string): string {
  if (name === 'vault-operator' || name.startsWith('approle-'))
    throw new DrillError('start-failed', `the vault has not made the secret ${name} yet`)
  if (name.startsWith('key-')) return clientKey(name)
  return name.startsWith('approver-') ? approverKey(name) : randomBytes(32).toString('base64url')
}

/** Linking fails when the name exists and shows the file only when it is whole: of two processes, one wins. */
function adopt(file: string, value: string): string {
  const made = draft(file, value)
  try {
    linkSync(made, file)
    return value
  } catch (cause) {
    const theirs = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? read(file) : undefined
    if (theirs === undefined) throw new DrillError('internal', `cannot store a secret in ${file}`, { cause })
    return theirs
  } finally {
    unlinkSync(made)
  }
}

function draft(file: string, value: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const path = join(dirname(file), `.${randomBytes(8).toString('hex')}`)
  writeFileSync(path, value, { mode: 0o600, flag: 'wx' })
  return path
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new DrillError('stack-lost', `cannot read the secret ${file}`, { cause })
  }
}

function checked(name: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new DrillError('bad-input', `"${name}" is no name for a secret`)
  return name
}

/** A secret, and what it is made of where it is JSON; the name of a key (`kid`) is none. */
function valuesOf(value: string): string[] {
  if (!value.startsWith('{')) return [value]
  const { kid: _, ...parts } = JSON.parse(value) as Record<string, unknown>
  const inner = Object.values(parts)
  return [value, ...inner.filter((part): part is string => typeof part === 'string' && part.length >= 16)]
}
