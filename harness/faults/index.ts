import { blackHole } from './black-hole.ts'
import type { Fault } from './fault.ts'
import { paused } from './paused.ts'
import { stopped } from './stopped.ts'
import { unreachable } from './unreachable.ts'

/** The catalogue of faults: one line each. */
export const faults: readonly Fault[] = [unreachable, blackHole, paused, stopped]
