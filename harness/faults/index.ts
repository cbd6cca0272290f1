import { auditBlocked } from './audit-blocked.ts'
import { bandwidth } from './bandwidth.ts'
import { blackHole } from './black-hole.ts'
import { caDistrusted } from './ca-distrusted.ts'
import { caRetired } from './ca-retired.ts'
import { chainIncomplete } from './chain-incomplete.ts'
import { clockDrift } from './clock-drift.ts'
import { crlStale } from './crl-stale.ts'
import type { Fault } from './fault.ts'
import { latency } from './latency.ts'
import { paused } from './paused.ts'
import { quotaExceeded } from './quota-exceeded.ts'
import { reset } from './reset.ts'
import { sealKeyGone } from './seal-key-gone.ts'
import { sealed } from './sealed.ts'
import { signingKeyRemoved } from './signing-key-removed.ts'
import { standby } from './standby.ts'
import { stopped } from './stopped.ts'
import { truncated } from './truncated.ts'
import { unreachable } from './unreachable.ts'

/** The catalogue of faults: one line each. */
export const faults: readonly Fault[] = [
  unreachable,
  blackHole,
  paused,
  stopped,
  sealed,
  sealKeyGone,
  standby,
  quotaExceeded,
  auditBlocked,
  latency,
  bandwidth,
  reset,
  truncated,
  clockDrift,
  signingKeyRemoved,
  caRetired,
  caDistrusted,
  chainIncomplete,
  crlStale,
]
