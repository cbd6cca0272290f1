import type { Change } from '../../model/record.ts'
import type { Stack } from '../../stacks/stack.ts'
import { patienceMs } from '../probe.ts'
import { callerOf } from '../web/caller.ts'
import { deskOf } from './desk.ts'
import { emergencyLedger } from './ledger.ts'
import { callIn, type Desk, disarm, scope, whenSealed } from './room.ts'

/** Ends emergency access that a run armed, from any process: it needs neither the IdP nor the vault. */
export async function sealedAgain(
  stack: Stack,
  { name: incident, of: runbook = '' }: Change,
  signal: AbortSignal,
): Promise<string | undefined> {
  const caller = callerOf(stack, 'operator')
  try {
    return await endedFor({ ledger: emergencyLedger(caller), desk: deskOf(stack, runbook), signal }, incident)
  } finally {
    await caller.close()
  }
}

/**
 * Disarms what is armed for one incident, and sees that it is sealed. Access that is armed for another incident is
 * somebody else's, and is left alone: the one that is asked about has ended then.
 */
export async function endedFor(room: Desk, incident: string): Promise<string | undefined> {
  const state = await room.ledger.state(callIn(room))
  if (state.state === 'sealed') return undefined
  if (state.incident !== incident) return `has ended; access is armed for ${state.incident} now`
  await disarm(room, { incident, requester: room.desk.requester, scope })
  await whenSealed(room, patienceMs)
  return 'was armed, and is disarmed'
}
