import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseSigner, keysHome, keyVariable, listKeys, newKey } from '../../harness/signers/key-store.ts'
import { generateKey, localSigner, readPrivateKey } from '../../harness/signers/local-key.ts'
import { publicKeyFrom } from '../../harness/signers/public-key.ts'
import { algorithms } from '../../harness/signers/signer.ts'

const { DRILL_HOME: homeBefore } = process.env
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drill-keys-'))
  process.env.DRILL_HOME = home
})

afterEach(() => {
  rmSync(home, { recursive: true, force: true })
  if (homeBefore === undefined) delete process.env.DRILL_HOME
  else process.env.DRILL_HOME = homeBefore
})

describe.each(algorithms)('a key on %s', (algorithm) => {
  it('is kept for its owner alone, and is never overwritten', () => {
    const made = newKey('coordinator', algorithm)
    const file = join(keysHome(), 'coordinator.pem')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const before = readFileSync(file, 'utf8')
    expect(() => newKey('coordinator', algorithm)).toThrow(/never overwritten/)
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(listKeys()).toEqual([made])
    expect(made).toMatchObject({ name: 'coordinator', algorithm, file: join(keysHome(), 'coordinator.pub') })
  })

  it('signs what its public part verifies', async () => {
    const { pem, keyId } = newKey('coordinator', algorithm)
    const signer = chooseSigner(undefined)
    expect(signer?.keyId).toBe(keyId)
    const signature = (await signer?.sign(Buffer.from('said'))) ?? Buffer.of()
    const digest = algorithm === 'ed25519' ? null : 'sha256'
    expect(verify(digest, Buffer.from('said'), createPublicKey(pem), signature)).toBe(true)
    expect(verify(digest, Buffer.from('sand'), createPublicKey(pem), signature)).toBe(false)
  })
})

/** Keys, and what `ssh-keygen -l` prints of them. */
const fingerprints = {
  'SHA256:qEfqXTqm7XxJFrytoAVDD/h6JESBp8FsHZQFSXyg6oo': `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0Sm9q6W3GUR+NwQ3bw4FYlslTo/F
nmbf7QVEBJwCXrILBbBpPEiT6Y1kgV26oVF2HuM+hs8WQp8SRSOEbyrZ7A==
-----END PUBLIC KEY-----`,
  'SHA256:YOVI9mu5Dg+Xqq5GiiGBkOAaEuTTpXM60Yb7BYtuchA': `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAw7378RSLIUQn7iqhyHmYzwcYriUzc4ZlKrzAR6T1D+M=
-----END PUBLIC KEY-----`,
}

describe('a key', () => {
  it.each(Object.entries(fingerprints))('is known by its OpenSSH fingerprint %s', (keyId, pem) => {
    expect(publicKeyFrom(pem, 'known').keyId).toBe(keyId)
  })

  it('can come by name, by file, or from the environment, from which it is taken', () => {
    const other = newKey('other', 'ed25519')
    const own = newKey('coordinator', 'p256')
    expect(chooseSigner('other')?.keyId).toBe(other.keyId)
    expect(chooseSigner(join(keysHome(), 'other.pem'))?.keyId).toBe(other.keyId)
    const { privatePem, publicPem } = generateKey('p256')
    process.env[keyVariable] = privatePem
    expect(chooseSigner(undefined)?.keyId).toBe(publicKeyFrom(publicPem, 'given').keyId)
    expect(process.env[keyVariable]).toBeUndefined()
    expect(chooseSigner(undefined)?.keyId).toBe(own.keyId)
  })

  it('need not be there', () => {
    expect(chooseSigner(undefined)).toBeUndefined()
    expect(listKeys()).toEqual([])
  })

  it('is refused when others can read it', () => {
    newKey('coordinator', 'p256')
    const file = join(keysHome(), 'coordinator.pem')
    for (const mode of [0o640, 0o604, 0o660, 0o644]) {
      chmodSync(file, mode)
      expect(() => readPrivateKey(file)).toThrow(/others than its owner/)
    }
    chmodSync(file, 0o400)
    expect(readPrivateKey(file).algorithm).toBe('p256')
  })

  it('is never quoted by an error', () => {
    const { privatePem } = generateKey('p256')
    const torn = privatePem.replace('-----END PRIVATE KEY-----', '')
    const body = privatePem.split('\n')[1] ?? ''
    const file = join(home, 'torn.pem')
    writeFileSync(file, torn, { mode: 0o600 })
    for (const action of [
      () => localSigner(torn, 'torn'),
      () => readPrivateKey(file),
      () => publicKeyFrom(privatePem, 'swapped'),
    ]) {
      expect(action).toThrow(/private key/)
      try {
        action()
      } catch (error) {
        const { message, stack, cause } = error as Error
        expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toContain(body)
      }
    }
  })

  it('of another kind is refused', () => {
    const kinds = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ed448'),
    ]
    for (const { privateKey, publicKey } of kinds) {
      const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      expect(() => publicKeyFrom(spki, 'other')).toThrow(/of a kind that is not used/)
      expect(() => localSigner(pkcs8, 'other')).toThrow(/of a kind that is not used/)
    }
  })

  it('has a name that is no path', () => {
    for (const name of ['../coordinator', '', 'Coordinator', 'a/b', '.pem'])
      expect(() => newKey(name, 'p256')).toThrow(/no name for a key/)
  })
})
