import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { passwordCredential } from '../../harness/workloads/revoked/password-credential.ts'

test('a credential holds the password’s hash by the very parameters that it names, with a salt of its own', async () => {
  const [one, other] = [await passwordCredential('a-password'), await passwordCredential('a-password')]
  const { algorithm, hashIterations, additionalParameters: named } = JSON.parse(one.credentialData)
  const { value, salt } = JSON.parse(one.secretData)
  const [memory, tagLength, parallelism] = ['memory', 'hashLength', 'parallelism'].map(
    (name) => +named[name][0],
  )
  const again = argon2Sync('argon2id', {
    ...{ message: 'a-password', nonce: Buffer.from(salt, 'base64'), passes: hashIterations },
    ...{ memory: memory ?? 0, tagLength: tagLength ?? 0, parallelism: parallelism ?? 0 },
  })
  expect({ type: one.type, algorithm, of: named.type }).toEqual({
    type: 'password',
    algorithm: 'argon2',
    of: ['id'],
  })
  expect(again.toString('base64')).toBe(value)
  expect(JSON.parse(other.secretData)).not.toMatchObject({ value })
  expect(JSON.stringify(one)).not.toContain('a-password')
})
