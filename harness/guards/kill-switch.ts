import type { Guard } from './guard.ts'

export const killSwitch: Guard = {
  name: 'kill-switch',
  summary: 'Nobody has thrown the kill switch.',
  before: ({ stopped }) =>
    stopped && {
      why: `${stopped.by} threw the kill switch: ${stopped.reason}`,
      next: '`npx drill stop --clear` lets drills start again.',
    },
}
