import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { registryOf } from '../revoked/stand-in.ts'
import { anew } from '../web/anew.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { granted, ofTokenFailure, refreshed } from '../web/oidc.ts'
import type { AttemptContext, Enter, Given, Result } from '../workload.ts'

/** The session of a person made for the run, whose refresh token rotates. The token is a secret. */
export interface Refreshing {
  readonly client: string
  readonly username: string
  readonly caller: Caller
  refreshToken: string
  /** Refreshes with a token and keeps the next one. */
  refresh(token: string, context: Pick<AttemptContext, 'signal' | 'requestId'>): Promise<Result>
  given(): Given[]
  leave(): Promise<void>
}

/** Logs a stand-in in by the client of the identity; rejects when the IdP gives nothing. */
export async function refreshing(
  { stack, signal, changing }: Pick<Enter, 'stack' | 'signal' | 'changing'>,
  identity: string,
): Promise<Refreshing> {
  const client = clientOf(stack, identity)
  const registry = registryOf(stack, changing)
  const caller = callerOf(stack, 'machines')
  const leave = async () => void (await Promise.allSettled([registry.close(), caller.close()]))
  try {
    const person = await registry.make(identity, signal)
    const { refreshToken } = await granted(stack, caller, { client, person, signal })
    const session: Refreshing = {
      ...{ client, username: person.username, caller, refreshToken, leave },
      refresh: async (token, { signal, requestId }) => {
        const next = await refreshed(stack, caller, token, { client, signal, requestId }).catch(
          ofTokenFailure,
        )
        if ('outcome' in next) return next
        session.refreshToken = next.refreshToken
        return { outcome: 'granted', status: 200, layer: 'token' }
      },
      given: () => [
        {
          credential: `refresh token of ${person.username}`,
          attempt: anew(stack, caller.name, (again, { signal }) =>
            refreshed(stack, again, session.refreshToken, { client, signal }).then(
              () => ({ outcome: 'granted' }),
              ofTokenFailure,
            ),
          ),
        },
      ],
    }
    return session
  } catch (error) {
    await leave()
    throw error
  }
}

function clientOf(stack: Stack, identity: string): string {
  const client = stack.estate.identities[identity]?.client
  if (!client)
    throw new DrillError('bad-input', `${identity} has no client in the estate: no way to get a token`)
  return client
}
