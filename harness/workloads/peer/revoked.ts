import { machines } from '../../model/mutual-tls.ts'
import { probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import type { Actor, Enter } from '../workload.ts'
import { firstFor, issuingFor } from './certificate.ts'
import { givenOf, peerOf, readOver } from './ledger.ts'

interface Chosen {
  readonly identity: string
  readonly twin: string
  readonly as: string
  readonly every: number
}

/** Both get their certificate one right after the other and keep one connection open each; neither is renewed. */
export async function enterRevokedCertificate(
  { stack, changing, signal }: Enter,
  { identity, twin, as, every }: Chosen,
): Promise<Actor> {
  const caller = callerOf(stack, machines)
  try {
    const enter = async (name: string) => {
      const issue = await issuingFor(stack, caller, name, changing)
      const certificate = await firstFor(issue, name, { signal })
      return { name, certificate, peer: peerOf(stack, certificate, { keepAlive: true }) }
    }
    const revoked = await enter(identity)
    const control = await enter(twin)
    const probeOf = (access: string, { peer, certificate }: typeof revoked) =>
      probe({ access, everyMs: every, attempt: (context) => readOver(peer, certificate, context) })
    return {
      name: `${identity} (${as})`,
      probes: [probeOf(as, revoked), probeOf(`${as}-twin`, control)],
      // The twin is nobody's to revoke: it is the control.
      holding: (of, what) =>
        of === identity && what === 'certificate' ? { what, id: revoked.certificate.serial } : undefined,
      given: () => [revoked, control].map(({ name, certificate }) => givenOf(stack, name, certificate)),
      leave: async () => {
        await Promise.all([revoked.peer.close(), control.peer.close(), caller.close()])
      },
    }
  } catch (error) {
    await caller.close()
    throw error
  }
}
