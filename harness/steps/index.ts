import { arm } from './arm.ts'
import { ask } from './ask.ts'
import { disarm } from './disarm.ts'
import { restart } from './restart.ts'
import { revoke } from './revoke.ts'
import { rotateKeys } from './rotate-keys.ts'
import type { Step } from './step.ts'

/** The catalogue of steps: one line each. */
export const steps: readonly Step<unknown>[] = [revoke, arm, disarm, restart, ask, rotateKeys]
