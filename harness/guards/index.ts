import { allowedTarget } from './allowed-target.ts'
import type { Guard } from './guard.ts'
import { killSwitch } from './kill-switch.ts'
import { trueTarget } from './true-target.ts'

/** Every guard, in the order in which they are asked. */
export const guards: readonly Guard[] = [killSwitch, allowedTarget, trueTarget]
