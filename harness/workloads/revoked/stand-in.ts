import { randomBytes } from 'node:crypto'
import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { type Ask, type Caller, callerOf } from '../web/caller.ts'
import { issuerOf, tokenFor } from '../web/oidc.ts'
import type { Password } from '../web/sign-in.ts'

/** A person made for one run in the place of one of the estate's: what happens to them cannot be undone. */
export interface StandIn extends Password {
  readonly id: string
}

/** The IdP's admin API as the operator, for as long as a workload needs it. */
export interface Registry {
  /** Makes a person who stands in for an identity. Throws `stack-lost` when the IdP makes none. */
  make(identity: string, signal: AbortSignal): Promise<StandIn>
  /** Deletes somebody that this registry made, with their sessions. */
  remove(person: StandIn, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/**
 * A person who was disabled must never be enabled again: that would revive what was revoked. So each run brings
 * people of its own and deletes them, and a stack that stays up serves the next run too.
 */
export function registryOf(stack: Stack): Registry {
  const operator = callerOf(stack, 'operator')
  const users = `${issuerOf(stack).replace('/realms/', '/admin/realms/')}/users`
  const send = async (ask: Omit<Ask, 'bearer'>) => {
    const { value } = await adminToken(stack, operator, ask.signal)
    const answer = await operator.send({ ...ask, bearer: value })
    if (answer.status >= 300)
      throw new DrillError('stack-lost', `the IdP answered ${answer.status} about a person of the drill`)
    return answer
  }
  return {
    make: async (identity, signal) => {
      const person = strangerLike(identity, stack.estate.domain)
      const made = await send({ method: 'POST', url: new URL(users), json: representationOf(person), signal })
      const id = made.header('location')?.split('/').pop()
      if (!id) throw new DrillError('stack-lost', 'the IdP does not say whom it made')
      return { id, username: person.username, password: person.password }
    },
    remove: async ({ id }, signal) =>
      void (await send({ method: 'DELETE', url: new URL(`${users}/${id}`), signal })),
    close: () => operator.close(),
  }
}

async function adminToken(stack: Stack, operator: Caller, signal: AbortSignal) {
  return tokenFor(stack, operator, {
    client: 'operator',
    secret: await stack.secret('client-operator'),
    signal,
  })
}

function strangerLike(identity: string, domain: string) {
  const username = `${identity}-${randomBytes(4).toString('hex')}`
  return {
    username,
    email: `${username}@${domain}`,
    lastName: identity,
    password: randomBytes(18).toString('base64url'),
  }
}

function representationOf({ password, ...profile }: ReturnType<typeof strangerLike>) {
  const credentials = [{ type: 'password', value: password, temporary: false }]
  return { ...profile, firstName: 'Drill', enabled: true, emailVerified: true, credentials }
}
