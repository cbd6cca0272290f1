import { impairedEdge } from './impaired-edge.ts'
import { target } from './target.ts'

export const reset = impairedEdge({
  name: 'reset',
  summary:
    'Connections are made and reset with their first byte; those that were open end with the next one.',
  options: target,
  state: () => 'reset',
  effect: () => ({
    patienceMs: 2_000,
    expected: 'a reset in the handshake',
    isHit: ({ end, handshakeMs }) => end === 'reset' && handshakeMs === undefined,
    isFree: ({ handshakeMs }) => handshakeMs !== undefined,
  }),
  async hold(stack, planned, look) {
    const { targetSilent } = await import('./witness.ts')
    return [await targetSilent(stack, planned, look)]
  },
})
