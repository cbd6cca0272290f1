import type { Stack } from '../../stacks/stack.ts'
import { anew } from '../web/anew.ts'
import type { Changing, Given } from '../workload.ts'
import { type EmergencyLedger, emergencyLedger } from './ledger.ts'

/** One credential or session that the ledger gave; `bearer` is a secret. */
interface Held {
  readonly kind: 'credential' | 'session'
  readonly incident: string
  readonly bearer: string
  readonly expiresMs: number
}

/** A ledger that tells beforehand of every arming, and knows afterwards what it gave. */
export interface Remembering {
  readonly ledger: EmergencyLedger
  readonly held: readonly Held[]
}

export function remembering(ledger: EmergencyLedger, runbook: string, changing: Changing): Remembering {
  const held: Held[] = []
  return {
    held,
    ledger: {
      ...ledger,
      async arm(request, call) {
        changing({ kind: 'armed-access', name: request.incident, of: runbook })
        const reply = await ledger.arm(request, call)
        if (reply.given) {
          const { credential: bearer, expiresAtMs: expiresMs } = reply.given
          held.push({ kind: 'credential', incident: request.incident, bearer, expiresMs })
        }
        return reply
      },
      async openSession(credential, call) {
        const reply = await ledger.openSession(credential, call)
        const of = held.find(({ bearer }) => bearer === credential)
        if (of && reply.given) held.push({ ...of, kind: 'session', bearer: reply.given.session })
        return reply
      },
    },
  }
}

/** Everything that was given, to be tried on connections of its own. */
export function givenTo(stack: Stack, held: readonly Held[]): Given[] {
  return held.map(({ kind, incident, bearer, expiresMs }) => ({
    credential: `emergency ${kind} for ${incident}`,
    expiresMs,
    attempt: anew(stack, 'operator', (caller, context) =>
      emergencyLedger(caller).read(kind, bearer, context),
    ),
  }))
}
