import { duration } from '../model/duration.ts'
import { impairedEdge } from './impaired-edge.ts'
import { target } from './target.ts'

const options = target
  .extend({
    by: duration
      .refine((ms) => ms >= 50 && ms <= 30_000, 'between 50ms and 30s')
      .meta({ description: 'How much longer each round trip takes: 800ms.' }),
    jitter: duration
      .optional()
      .meta({ description: 'How far that varies to both sides: 50ms; at most half of `by`.' }),
  })
  .refine(({ by, jitter = 0 }) => jitter <= by / 2, {
    path: ['jitter'],
    error: 'at most half of by: else a quick answer would prove nothing',
  })

/** No service gives up sooner than this. */
const impatientMs = 1_000

export const latency = impairedEdge({
  name: 'latency',
  summary: 'Everything passes, late: each round trip takes longer, on open connections too.',
  options,
  state: ({ by, jitter = 0 }) => `latency-${by}ms-${jitter}ms`,
  degrades: () => true,
  effect: ({ by, jitter = 0 }) => ({
    patienceMs: by + jitter + 3_000,
    expected: `a handshake of ${by - jitter} ms or more`,
    isHit: ({ handshakeMs }) => handshakeMs !== undefined && handshakeMs >= by - jitter,
    isFree: ({ handshakeMs }) => handshakeMs !== undefined && handshakeMs < by - jitter,
  }),
  async hold(stack, planned, look, { by, jitter = 0 }) {
    const { targetReached, callersSlowed } = await import('./callers.ts')
    return Promise.all([
      targetReached(stack, planned, look),
      // Half of it had passed when the target was reached; who gave up by then had waited for a while.
      callersSlowed(stack, planned, look, Math.min((by - jitter) / 2, impatientMs)),
    ])
  },
})
