import { randomUUID } from 'node:crypto'
import { generateKeyPair, SignJWT } from 'jose'
import { DrillError } from '../../model/error.ts'
import { onRunClock, probe } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import type { Actor, AttemptContext, EmergencyActor, Enter, Result } from '../workload.ts'
import type { AlertPath } from './alerting.ts'
import { armForReal, disarmForReal, type Issued, type Tell } from './arming.ts'
import { type ApprovalDesk, deskOf } from './desk.ts'
import { givenTo, remembering } from './given.ts'
import { type EmergencyLedger, emergencyLedger } from './ledger.ts'

/** Enters with nothing but a credential of its own making; the rest comes with arming. */
export async function enterEmergencyAccess(
  { stack, changing }: Enter,
  { runbook, every }: { runbook: string; every: number },
): Promise<Actor> {
  const caller = callerOf(stack, 'operator')
  const path = {
    caller,
    adminSecret: await stack.secret('ledger-admin'),
    readSecret: await stack.secret('pager-read'),
  }
  const { ledger, held } = remembering(emergencyLedger(caller), runbook, changing)
  const actor = await emergencyActor(ledger, deskOf(stack, runbook), path, every)
  return { ...actor, name: `emergency access (${runbook})`, given: () => givenTo(stack, held) }
}

export async function emergencyActor(
  ledger: EmergencyLedger,
  desk: ApprovalDesk,
  path: AlertPath,
  everyMs: number,
): Promise<Actor> {
  const selfMade = await credentialOfOwnMaking()
  let held: Issued | undefined
  const issued = (what: Issued) => {
    held = what
  }
  const ready = () => held !== undefined
  const withHeld = (use: typeof inSession) => async (context: AttemptContext) =>
    held ? use(ledger, held, context, issued) : nothingYet
  return {
    name: 'emergency access',
    probes: [
      probe({
        access: 'emergency-unarmed',
        everyMs,
        attempt: (context) => ledger.read('credential', selfMade, context),
      }),
      probe({ access: 'emergency-armed', everyMs, ready, attempt: withHeld(withCredential) }),
      probe({ access: 'emergency-session', everyMs, ready, attempt: withHeld(inSession) }),
    ],
    emergency: actorOf(ledger, desk, path, () => held, issued),
    leave: () => path.caller.close(),
  }
}

const nothingYet: Result = { outcome: 'indeterminate', detail: 'no credential was issued yet' }

/** With what was issued, also after it ended. When arming was refused: as somebody who has nothing to show. */
async function withCredential(
  ledger: EmergencyLedger,
  held: Issued,
  context: AttemptContext,
): Promise<Result> {
  return { ...(await ledger.read('credential', held.credential, context)), ...expiry(held, context) }
}

/** In the session that the credential opened; without one, one is opened first. */
async function inSession(
  ledger: EmergencyLedger,
  held: Issued,
  context: AttemptContext,
  issued: Tell,
): Promise<Result> {
  let { session } = held
  if (!session && held.credential) {
    const { given, result } = await ledger.openSession(held.credential, context)
    if (!given) return { ...result, ...expiry(held, context) }
    session = given.session
    issued({ ...held, session })
  }
  return { ...(await ledger.read('session', session, context)), ...expiry(held, context) }
}

function expiry({ expiresAtMs }: Issued, context: AttemptContext): Pick<Result, 'expiresMs'> {
  return expiresAtMs === undefined ? {} : { expiresMs: onRunClock(expiresAtMs, context) }
}

function actorOf(
  ledger: EmergencyLedger,
  desk: ApprovalDesk,
  path: AlertPath,
  held: () => Issued | undefined,
  issued: Tell,
): EmergencyActor {
  const incidents = new Set<string>()
  return {
    runbook: desk.runbook,
    arm: (asked, recorder, signal) =>
      armForReal({ ledger, desk, recorder, signal, incidents }, path, asked, issued),
    disarm: async (recorder, signal) => {
      const armed = held()
      if (!armed)
        throw new DrillError('refused', 'emergency access was never armed: there is nothing to disarm')
      await disarmForReal({ ledger, desk, recorder, signal, incidents }, armed)
    },
  }
}

/** Right in every claim, signed by a key that the ledger never had. */
async function credentialOfOwnMaking(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA')
  return new SignJWT({ incident: 'none', scope: 'ledger:read', generation: 1 })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'emergency-1' })
    .setIssuer('ledger-emergency')
    .setAudience('ledger')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1d')
    .sign(privateKey)
}
