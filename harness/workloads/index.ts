import { browserSession } from './browser-session.ts'
import { emergencyAccess } from './emergency-access.ts'
import { impostor } from './impostor.ts'
import { revokedPrincipal } from './revoked-principal.ts'
import { serviceAccount } from './service-account.ts'
import { vaultClient } from './vault-client.ts'
import type { Workload } from './workload.ts'

/** The catalogue of workloads: one line each. Their clients and browsers are loaded when they enter. */
export const workloads: readonly Workload<unknown>[] = [
  browserSession,
  serviceAccount,
  vaultClient,
  revokedPrincipal,
  impostor,
  emergencyAccess,
]
