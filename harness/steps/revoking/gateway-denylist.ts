import { DrillError } from '../../model/error.ts'
import { longestLeewayIn } from '../../model/estate.ts'
import type { Change } from '../../model/record.ts'
import { allow, allowExpired, deny } from '../../stacks/deny-list.ts'
import type { Stack } from '../../stacks/stack.ts'
import { StepCut } from '../step.ts'
import type { Channelled, Revocation } from './revocation.ts'

/** The gateway refuses by itself: this channel needs no IdP. */
export const gatewayDenylist: Channelled = {
  'access-token': async (revocation) => denied(revocation, `jti:${revocation.held('access-token').id}`),
  person: async (revocation) => denied(revocation, `sub:${revocation.held('person').id}`),
  client: async (revocation) => denied(revocation, `client:${revocation.held('client').id}`),
}

/** Until every token that it could be about has expired by itself, also by a clock that is off within its leeway. */
async function denied({ stack, changing }: Revocation, key: string): Promise<string> {
  const { estate } = stack
  const untilMs = Date.now() + (estate.lifetimes['access-token']?.drill ?? 0) + longestLeewayIn(estate)
  changing({ kind: 'denial', name: key, keepUntil: new Date(untilMs).toISOString() })
  try {
    await deny(stack, { key, untilMs })
  } catch (error) {
    if (error instanceof DrillError && error.code === 'stack-lost')
      throw new StepCut('the gateway does not take commands')
    throw error
  }
  return `${key} on the deny-list`
}

/** Takes an entry off the list when its time is over; before, that would let in again what was revoked. */
export async function undenied(stack: Stack, { name, keepUntil }: Change): Promise<string | undefined> {
  await allowExpired(stack)
  if (keepUntil !== undefined && Date.parse(keepUntil) > Date.now())
    return `stays on the deny-list until ${keepUntil}, when the last token that it refuses has expired`
  await allow(stack, [name])
  return undefined
}
