import { partFault } from './part-fault.ts'

export const stopped = partFault({
  name: 'stopped',
  summary: 'The target is killed without a clean shutdown, and started again at the end.',
  layer: 'reachability',
  needs: ['kill-restart'],
  state: 'stopped',
  meets: ['refused', 'broken', 'silent'],
  inject: (stack, service) => stack.kill(service),
})
