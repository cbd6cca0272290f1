import { agent } from './agent.ts'
import { browserSession } from './browser-session.ts'
import { coldStart } from './cold-start.ts'
import { connections } from './connections.ts'
import { emergencyAccess } from './emergency-access.ts'
import { freshToken } from './fresh-token.ts'
import { impostor } from './impostor.ts'
import { leaseHolder } from './lease-holder.ts'
import { lostReply } from './lost-reply.ts'
import { mtlsPeer } from './mtls-peer.ts'
import { oneTimeCode } from './one-time-code.ts'
import { otherTrust } from './other-trust.ts'
import { revokedCertificate } from './revoked-certificate.ts'
import { revokedClient } from './revoked-client.ts'
import { revokedPrincipal } from './revoked-principal.ts'
import { serviceAccount } from './service-account.ts'
import { sharedRefresh } from './shared-refresh.ts'
import { signedJwtClient } from './signed-jwt-client.ts'
import { unknownKeys } from './unknown-keys.ts'
import { vaultClient } from './vault-client.ts'
import type { Workload } from './workload.ts'

/** The catalogue of workloads: one line each. Their clients and browsers are loaded when they enter. */
export const workloads: readonly Workload<unknown>[] = [
  browserSession,
  serviceAccount,
  signedJwtClient,
  agent,
  coldStart,
  lostReply,
  sharedRefresh,
  vaultClient,
  leaseHolder,
  revokedClient,
  revokedPrincipal,
  mtlsPeer,
  revokedCertificate,
  otherTrust,
  impostor,
  unknownKeys,
  freshToken,
  oneTimeCode,
  emergencyAccess,
  connections,
]
