import { expect, test } from 'vitest'
import type { EdgeState } from '../../harness/stacks/stack.ts'
import { stateOf, toxicsOf } from '../../harness/stacks/toxics.ts'

const states: readonly EdgeState[] = [
  'silent',
  'reset',
  'latency-800ms-50ms',
  'latency-51ms-0ms',
  'bandwidth-2KBps',
  'truncated-100B',
]

test.each(states)('%s is read back, whole and half set', (state) => {
  const toxics = toxicsOf(state)
  expect(toxics.length).toBeGreaterThan(0)
  expect(stateOf(toxics)).toBe(state)
  for (const toxic of toxics) expect(stateOf([toxic])).toBe(state)
})

test.each(states)('%s is not taken for it when anything of it was changed', (state) => {
  const [first, ...others] = toxicsOf(state)
  if (!first) throw new Error('no toxic')
  const changed = [
    { ...first, toxicity: 0 },
    { ...first, type: 'slicer' },
    { ...first, attributes: { ...first.attributes, more: 1 } },
    { ...first, attributes: Object.fromEntries(Object.keys(first.attributes).map((key) => [key, 7])) },
  ]
  for (const toxic of changed) expect(stateOf([toxic, ...others])).toBe('unknown')
})

test('toxics of somebody else make no state, also beside those of one', () => {
  const theirs = { name: 'latency_downstream', type: 'latency', stream: 'downstream', toxicity: 1 } as const
  expect(stateOf([{ ...theirs, attributes: { latency: 100, jitter: 0 } }])).toBe('unknown')
  expect(stateOf([...toxicsOf('reset'), ...toxicsOf('truncated-100B')])).toBe('unknown')
  expect(stateOf([])).toBe('open')
})

test('a round trip is late by half of it each way', () => {
  expect(toxicsOf('latency-801ms-50ms').map(({ stream, attributes }) => [stream, attributes])).toEqual([
    ['upstream', { latency: 401, jitter: 25 }],
    ['downstream', { latency: 401, jitter: 25 }],
  ])
})
