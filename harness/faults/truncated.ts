import { size } from '../model/size.ts'
import { impairedEdge } from './impaired-edge.ts'
import { target } from './target.ts'

/** No server introduces itself with less: no new connection gets through its handshake. */
const handshakeBytes = 500
/** After a handshake there is something left of this. */
const somethingBytes = 4_000

const options = target.extend({
  after: size
    .refine(
      (bytes) => bytes >= 1 && bytes <= 1_000_000 && (bytes <= handshakeBytes || bytes >= somethingBytes),
      'up to 500B, which cuts every handshake, or 4KB to 1MB, which lets some answers through',
    )
    .meta({
      description:
        'Bytes of answers that a connection carries until it is cut; those of a handshake count: 100B.',
    }),
})

export const truncated = impairedEdge({
  name: 'truncated',
  summary: 'Requests arrive; their answers are cut off after so many bytes of each connection.',
  options,
  state: ({ after }) => `truncated-${after}B`,
  degrades: ({ after }) => after > handshakeBytes,
  effect: ({ after }) => ({
    patienceMs: 5_000,
    bytes: after + 1,
    expected: `an end after ${after} bytes`,
    isHit: ({ end, receivedBytes }) => receivedBytes <= after && (end === 'ended' || end === 'reset'),
    isFree: ({ receivedBytes }) => receivedBytes > after,
  }),
  async hold(stack, planned, look, { after }) {
    const { targetReached, targetSpared } = await import('./callers.ts')
    const of = after > handshakeBytes ? targetReached : targetSpared
    return [await of(stack, planned, look)]
  },
})
