import { rate } from '../model/size.ts'
import { impairedEdge } from './impaired-edge.ts'
import { target } from './target.ts'

/** The shortest answer that HTTP servers of an estate give, with its headers and TLS around it. */
const shortestBytes = 150

const options = target.extend({
  rate: rate
    .refine(
      (bytes) => bytes % 1_000 === 0 && bytes >= 1_000 && bytes <= 64_000,
      'a whole number of KB/s, from 1KB/s to 64KB/s: what is faster could not be told from an open way',
    )
    .meta({ description: 'What passes at most, each way and on each connection: 2KB/s.' }),
})

export const bandwidth = impairedEdge({
  name: 'bandwidth',
  summary: 'Everything passes, slowly: each connection is a narrow line, those that were open too.',
  options,
  state: ({ rate: bytes }) => `bandwidth-${bytes / 1_000}KBps`,
  degrades: () => true,
  effect({ rate: bytes }) {
    const perMs = bytes / 1_000
    // The proxy lets a little through at once; a busy machine is slow, but not as slow as that.
    const [most, least] = [1.25 * perMs, 2 * perMs]
    return {
      patienceMs: 8_000,
      bytes: Math.max(bytes, 4_000),
      connections: 40,
      expected: `no more than ${bytes} bytes a second`,
      isHit: ({ ms, receivedBytes }) => receivedBytes > 0 && receivedBytes / ms <= most,
      isFree: ({ ms, receivedBytes }) => receivedBytes / ms >= least,
    }
  },
  async hold(stack, planned, look, { rate: bytes }) {
    const { targetReached, callersSlowed } = await import('./callers.ts')
    const slowedMs = (shortestBytes * 1_000) / bytes
    return Promise.all([targetReached(stack, planned, look), callersSlowed(stack, planned, look, slowedMs)])
  },
})
