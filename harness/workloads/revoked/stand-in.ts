import { randomBytes } from 'node:crypto'
import { keycloakAdmin } from '../../clients/keycloak.ts'
import { type Failure, sentenceOf } from '../../clients/reach.ts'
import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { type Caller, callerOf } from '../web/caller.ts'
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
  return {
    make: async (identity, signal) => {
      const { password, ...person } = strangerLike(identity, stack.estate.domain)
      const credentials = [{ type: 'password', value: password, temporary: false }]
      const admin = await adminOf(stack, operator, signal)
      const { id } = await admin(({ users }) => users.create({ ...person, credentials }))
      return { id, username: person.username, password }
    },
    remove: async ({ id }, signal) => {
      const admin = await adminOf(stack, operator, signal)
      await admin(({ users }) => users.del({ id }))
    },
    close: () => operator.close(),
  }
}

/** For one command, which the signal ends: calls of the same client would all have the same signal. */
async function adminOf(stack: Stack, { name: caller, url, dispatcher }: Caller, signal: AbortSignal) {
  const idp = serviceOf(stack.estate, 'idp') ?? 'idp'
  const clientSecret = await stack.secret('client-operator')
  const failed = (failure: Failure) => new DrillError('stack-lost', sentenceOf(idp, failure))
  return keycloakAdmin(
    { origin: url(idp, '/').origin, dispatcher, caller, signal, failed },
    { realm: 'estate', credentials: { grantType: 'client_credentials', clientId: 'operator', clientSecret } },
  )
}

function strangerLike(identity: string, domain: string) {
  const username = `${identity}-${randomBytes(4).toString('hex')}`
  return {
    username,
    email: `${username}@${domain}`,
    ...{ firstName: 'Drill', lastName: identity, enabled: true, emailVerified: true },
    password: randomBytes(18).toString('base64url'),
  }
}
