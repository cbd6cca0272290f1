import { probe } from '../probe.ts'
import { issuerOf, tokenPath } from '../web/oidc.ts'
import type { Actor, Enter } from '../workload.ts'
import { dropReply } from './dropped.ts'
import { refreshing } from './session.ts'

/**
 * Each attempt loses an answer and tries again with the token that it still has. An IdP that allows no second use of
 * it takes the client for a thief, and ends the session.
 */
export async function enterLostReply(
  enter: Enter,
  { identity, every: everyMs }: { identity: string; every: number },
): Promise<Actor> {
  const { stack } = enter
  const session = await refreshing(enter, identity)
  const url = new URL(tokenPath(issuerOf(stack)))
  return {
    name: `${identity} (lost-reply)`,
    probes: [
      probe({
        access: 'lost-reply',
        everyMs,
        acting: true,
        attempt: async (context) => {
          const { client, refreshToken, caller } = session
          const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client }
          await dropReply(stack, caller.name, { url, form, ...context })
          const result = await session.refresh(refreshToken, context)
          return { ...result, detail: result.detail ?? 'the answer before was lost' }
        },
      }),
    ],
    given: session.given,
    leave: session.leave,
  }
}
