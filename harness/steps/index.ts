import { arm } from './arm.ts'
import { ask } from './ask.ts'
import { disarm } from './disarm.ts'
import { distributeTrust } from './distribute-trust.ts'
import { issueCa } from './issue-ca.ts'
import { restart } from './restart.ts'
import { retireCa } from './retire-ca.ts'
import { revoke } from './revoke.ts'
import { rotateKeys } from './rotate-keys.ts'
import type { Step } from './step.ts'
import { switchIssuer } from './switch-issuer.ts'

/** The catalogue of steps: one line each. */
export const steps: readonly Step<unknown>[] = [
  revoke,
  arm,
  disarm,
  restart,
  ask,
  rotateKeys,
  issueCa,
  distributeTrust,
  switchIssuer,
  retireCa,
]
