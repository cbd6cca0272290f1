import { expect, test } from 'vitest'
import { overlap } from '../../harness/stacks/containers/addresses.ts'

const slot = { base: '10.77.0.0', bits: 16 }

test.each([
  ['the same network', '10.77.0.0', 16],
  ['one of its parts', '10.77.9.0', 24],
  ['a network around it', '10.0.0.0', 8],
])('%s is in the way', (_, base, bits) => {
  expect(overlap({ base, bits }, slot)).toBe(true)
  expect(overlap(slot, { base, bits })).toBe(true)
})

test.each([
  ['its neighbour', '10.78.0.0', 16],
  ['another private network', '172.17.0.0', 16],
  ['a part of its neighbour', '10.76.255.0', 24],
])('%s is not in the way', (_, base, bits) => {
  expect(overlap({ base, bits }, slot)).toBe(false)
})
