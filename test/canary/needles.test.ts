import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hitsIn, needlesFor } from './needles.ts'

const canary = { name: 'a password', value: 'p&ss"wörd/with+all<sorts>\n of letters' }
const needles = needlesFor([canary])
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** As programs write it, with neighbours; none of it by what is tested. */
const planted: Record<string, (value: string, before: string) => string> = {
  raw: (value, before) => `${before}${value}.`,
  url: (value, before) => `GET /x?a=${before}&b=${encodeURIComponent(value)}&c=1`,
  'url in small letters': (value) => encodeURIComponent(value).toLowerCase(),
  form: (value, before) => new URLSearchParams({ before, password: value }).toString(),
  json: (value, before) => JSON.stringify({ before, detail: `is ${value}!` }),
  'json in json': (value) => JSON.stringify({ text: JSON.stringify({ a: value }) }),
  hex: (value, before) => Buffer.from(before + value).toString('hex'),
  'hex in capitals': (value) => Buffer.from(value).toString('hex').toUpperCase(),
  base64: (value, before) => base64(`${before}:${value}`),
  'base64 in lines': (value) => `Authorization: Basic ${base64(`user:${value}`)}\r\n`,
  base64url: (value, before) => Buffer.from(before + value).toString('base64url'),
  html: (value) =>
    `<td>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}</td>`,
}

describe('the search for secrets', () => {
  test.each(Object.entries(planted))('finds one that is planted: %s', (name, plant) => {
    // What is lower case throughout cannot be told of letters that were capitals.
    const value = name === 'url in small letters' ? canary.value.toLowerCase() : canary.value
    const searched = needlesFor([{ ...canary, value }])
    const property = fc.property(fc.string({ maxLength: 9 }), (before) => {
      const text = `${'words of a log\n'.repeat(3)}${plant(value, before)}\nmore of it`
      expect(hitsIn(text, searched)).toContainEqual(expect.objectContaining({ name: canary.name }))
    })
    fc.assert(property, { numRuns: 50 })
  })

  test('finds none where none is, not even one that differs in a letter', () => {
    for (const plant of Object.values(planted)) {
      expect(hitsIn(plant(canary.value.replace('wörd', 'word'), 'x'), needles)).toEqual([])
      expect(hitsIn(plant('', 'nothing at all of the kind'), needles)).toEqual([])
    }
  })

  test('finds each of many, and says which and in what form', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      name: `number ${index}`,
      value: randomBytes(24).toString('base64url'),
    }))
    const text = `${'.'.repeat(100_000)}${many[17]?.value} ${base64(`ab${many[99]?.value}`)}`
    expect(hitsIn(text, needlesFor(many))).toEqual([
      { name: 'number 17', form: 'raw' },
      { name: 'number 99', form: 'base64' },
    ])
  })
})
