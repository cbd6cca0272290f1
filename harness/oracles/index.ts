import { alertLayer } from './alert-layer.ts'
import { failClosed } from './fail-closed.ts'
import { fallbackAccess } from './fallback-access.ts'
import type { Oracle } from './oracle.ts'
import { recovery } from './recovery.ts'
import { requestTrail } from './request-trail.ts'
import { retryAmplification } from './retry-amplification.ts'
import { revocation } from './revocation.ts'
import { sessionContinuity } from './session-continuity.ts'

/** Every oracle, in the order in which reports show them. */
export const oracles: readonly Oracle[] = [
  fallbackAccess,
  sessionContinuity,
  revocation,
  failClosed,
  recovery,
  alertLayer,
  requestTrail,
  retryAmplification,
]
