import { execFile } from 'node:child_process'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { secretStore } from '../../harness/stacks/secrets.ts'
import { ownFolder } from './folder.ts'

const folder = ownFolder()
const dir = join(folder, 'secrets')
const store = secretStore(dir)

test('a secret is made at first use and stays the same', () => {
  const secret = store.get('orders-admin')
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(secretStore(dir).get('orders-admin')).toBe(secret)
  expect(store.get('ledger-admin')).not.toBe(secret)
})

test('only the owner may read them', () => {
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
})

test('processes that ask at the same time get the same secret', async () => {
  const race = join(folder, 'race')
  const module = new URL('../../harness/stacks/secrets.ts', import.meta.url).href
  const script = `const { secretStore } = await import('${module}')
    const store = secretStore('${race}')
    process.stdout.write(JSON.stringify(Array.from({ length: 50 }, (_, index) => store.get('client-' + index))))`
  const ask = async () => {
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
    return (await promisify(execFile)(process.execPath, args)).stdout
  }
  const [one, two, three] = await Promise.all([ask(), ask(), ask()])
  expect(JSON.parse(one ?? '')).toHaveLength(50)
  expect(two).toBe(one)
  expect(three).toBe(one)
  expect(readdirSync(race)).toHaveLength(50)
})

test('an approver has a key to sign with', () => {
  const jwk = JSON.parse(store.get('approver-one')) as Record<string, string>
  expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: 'approver-one' })
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const signature = sign(null, Buffer.from('arm'), key)
  expect(verify(null, Buffer.from('arm'), createPublicKey(key), signature)).toBe(true)
})

test('what a server makes is not invented, but kept', () => {
  expect(() => store.get('vault-operator')).toThrow('has not made')
  expect(() => store.get('approle-ledger')).toThrow('has not made')
  store.set(
    'approle-ledger',
    JSON.stringify({ role_id: 'role-of-the-ledger', secret_id: 'secret-of-the-ledger' }),
  )
  expect(JSON.parse(store.get('approle-ledger'))).toMatchObject({ role_id: 'role-of-the-ledger' })
})

test('redaction knows every value, also inside of JSON', () => {
  const all = store.all()
  expect(all).toContain(store.get('orders-admin'))
  expect(all).toContain('secret-of-the-ledger')
  expect(all).toContain((JSON.parse(store.get('approver-one')) as { d: string }).d)
})

test('a name cannot leave the folder', () => {
  expect(() => store.get('../escaped')).toThrow('is no name for a secret')
})

test('what a secret is made of is one too, but for the name of a key', () => {
  const jwk = JSON.parse(store.get('approver-with-a-long-name')) as Record<string, string>
  expect(jwk.kid?.length).toBeGreaterThan(16)
  expect(store.all()).toContain(jwk.d)
  expect(store.all()).not.toContain(jwk.kid)
})
