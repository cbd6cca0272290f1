import { generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactor } from '../../harness/engine/redact.ts'

const secret = fc
  .string({ unit: 'binary', minLength: 8, maxLength: 60 })
  .filter((value) => value.isWellFormed())
const around = fc.string({ unit: 'grapheme-ascii', maxLength: 20 })
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Ways in which servers write what they were given, with something before and behind. */
const ways: Record<string, (value: string, before: string, after: string) => string> = {
  raw: (value, before, after) => before + value + after,
  base64: (value, before, after) => base64(before + value + after),
  base64url: (value, before, after) => Buffer.from(before + value + after).toString('base64url'),
  url: (value, before, after) => encodeURIComponent(before + value + after),
  form: (value) => new URLSearchParams({ q: value }).toString(),
  hex: (value, before, after) => Buffer.from(before + value + after).toString('hex'),
  json: (value, before, after) => JSON.stringify({ a: before + value + after }),
  'json in json': (value) => JSON.stringify({ a: JSON.stringify({ b: value }) }),
}

/** What of a text is left that can be decoded to the value. */
function readable(text: string, value: string): boolean {
  const bytes = Buffer.from(value)
  const decoded = [text, ...(text.match(/[\w+/-]{8,}={0,2}/g) ?? []).flatMap(decodings)]
  return decoded.some((one) => Buffer.from(one).includes(bytes))
}
function decodings(run: string): string[] {
  const shifted = [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64').toString('utf8'))
  return [...shifted, Buffer.from(run, 'hex').toString('utf8')]
}

describe('redaction', () => {
  test.each(Object.entries(ways))('leaves no secret in %s form, wherever it stands', (_name, way) => {
    const property = fc.property(secret, around, around, (value, before, after) => {
      const text = way(value, before, after)
      const clean = redactor([value]).text(text)
      expect(clean).toContain('[redacted')
      expect(readable(clean, value)).toBe(false)
    })
    fc.assert(property, { numRuns: 300 })
  })

  test('takes the longest of several secrets that begin alike', () => {
    const redact = redactor(['secret-a', 'secret-a-and-more'])
    expect(redact.text('x secret-a-and-more y secret-a z')).toBe('x [redacted] y [redacted] z')
  })

  test.each<[string, string, string]>([
    ['a bearer token', 'Authorization: Bearer abcdef0123', 'Authorization: [redacted]'],
    ['basic authentication', 'authorization: Basic dXNlcjpwYXNz', 'authorization: [redacted]'],
    ['every cookie of a header', 'Cookie: a=1234567; b=2345678', 'Cookie: [redacted]'],
    ['a cookie that is set', '"set-cookie": "sid=0123456789; Path=/"', '"set-cookie": "[redacted]"'],
    ['a form', 'user=a&password=hunter22&x=1', 'user=a&password=[redacted]&x=1'],
    ['a login’s code', 'GET /cb?state=a&code=0123-4567.89&x=1', 'GET /cb?state=a&code=[redacted]&x=1'],
    ['JSON text', '{"client_secret":"abcdefgh","a":1}', '{"client_secret":"[redacted]","a":1}'],
    ['a vault’s token', 'used s.CAESIJ5abcDEFghiJKLmnoPQ now', 'used [redacted token] now'],
    ['a newer vault’s token', 'hvs.CAESIJ5abcDEFghiJKLmnoPQ', '[redacted token]'],
  ])('knows %s by field or shape', (_name, text, clean) => {
    expect(redactor().text(text)).toBe(clean)
  })

  test('knows tokens and private keys by their shape', () => {
    const part = () => randomBytes(30).toString('base64url')
    const jwt = `eyJhbGciOiJ.${part()}.${part()}`
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const clean = redactor().text(`a ${jwt} b ${pem} c`)
    expect(clean).toMatch(/^a \[redacted token\] b \[redacted key\]\s+c$/)
    expect(redactor().text('o.k.s.DefaultKeycloakSessionFactory')).toBe('o.k.s.DefaultKeycloakSessionFactory')
  })

  test('knows fields of plain JSON, and leaves words alone', () => {
    const given = {
      access: 'token-offline',
      credential: 'refresh token',
      token: 'abcdefgh',
      n: 1,
      x: [{ secret: 'ijklmnop' }],
    }
    expect(redactor().json(given)).toEqual({
      ...given,
      ...{ token: '[redacted]', x: [{ secret: '[redacted]' }] },
    })
  })

  test('looks through much text for many secrets in little time', () => {
    const secrets = Array.from({ length: 500 }, () => randomBytes(32).toString('base64url'))
    const text = `${'{"msg":"request","path":"/ledger/entries","status":200}\n'.repeat(20_000)}${secrets[7]}`
    const redact = redactor(secrets)
    const began = performance.now()
    expect(redact.text(text)).not.toContain(secrets[7])
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
