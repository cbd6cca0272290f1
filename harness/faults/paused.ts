import { partFault } from './part-fault.ts'

export const paused = partFault({
  name: 'paused',
  summary: 'The target is frozen: it keeps its port and its connections, and answers nothing.',
  layer: 'transport',
  needs: ['freeze'],
  state: 'paused',
  meets: ['silent'],
  inject: (stack, service) => stack.pause(service),
})
