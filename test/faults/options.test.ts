import { describe, expect, test } from 'vitest'
import { bandwidth } from '../../harness/faults/bandwidth.ts'
import { latency } from '../../harness/faults/latency.ts'
import { truncated } from '../../harness/faults/truncated.ts'

const service = 'idp'
const refused = (fault: typeof latency, given: object) =>
  fault.options
    .safeParse({ service, ...given })
    .error?.issues.map(({ path, message }) => [path.join('.'), message])

describe('latency', () => {
  test('takes durations, and a jitter that leaves a proof', () => {
    expect(latency.options.parse({ service, by: '800ms', jitter: '50ms' })).toMatchObject({
      by: 800,
      jitter: 50,
    })
    expect(refused(latency, { by: 800 })).toEqual([['by', expect.stringMatching(/string/)]])
    expect(refused(latency, { by: '10ms' })).toEqual([['by', 'between 50ms and 30s']])
    expect(refused(latency, { by: '1s', jitter: '600ms' })).toEqual([
      ['jitter', 'at most half of by: else a quick answer would prove nothing'],
    ])
  })
})

describe('bandwidth', () => {
  test('takes whole KB/s that can be told from an open way', () => {
    expect(bandwidth.options.parse({ service, rate: '2KB/s' })).toMatchObject({ rate: 2_000 })
    const wrong = [['rate', expect.stringMatching(/^a whole number of KB\/s, from 1KB\/s to 64KB\/s/)]]
    for (const rate of ['1.5KB/s', '100B/s', '1MB/s']) expect(refused(bandwidth, { rate })).toEqual(wrong)
    for (const rate of ['2KB', '2 KB/s', '2kbit/s', 2])
      expect(refused(bandwidth, { rate })?.map(([path]) => path)).toEqual(['rate'])
  })
})

describe('truncated', () => {
  test('takes sizes, and degrades only where a handshake comes through', () => {
    expect(truncated.options.parse({ service, after: '4KB' })).toMatchObject({ after: 4_000 })
    for (const after of ['0B', '2KB', '2MB', '100', '100b'])
      expect(refused(truncated, { after })?.map(([path]) => path)).toEqual(['after'])
    expect(truncated.degrades?.({ after: 100 })).toBe(false)
    expect(truncated.degrades?.({ after: 50_000 })).toBe(true)
  })
})
