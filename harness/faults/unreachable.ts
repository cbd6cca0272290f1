import { edgeFault } from './edge-fault.ts'

export const unreachable = edgeFault({
  name: 'unreachable',
  summary: 'Connections are refused, and those that were open are cut; the target lives on behind the cut.',
  layer: 'reachability',
  state: 'refused',
  meets: ['refused'],
})
