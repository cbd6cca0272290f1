import { edgeFault } from './edge-fault.ts'

export const blackHole = edgeFault({
  name: 'black-hole',
  summary: 'Connections are accepted and nothing ever comes back, on open connections too.',
  layer: 'transport',
  state: 'silent',
  meets: ['silent'],
})
