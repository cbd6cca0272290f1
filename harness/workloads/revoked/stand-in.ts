import { randomBytes } from 'node:crypto'
import { type KeycloakAdmin, keycloakAdmin } from '../../clients/keycloak.ts'
import { type Failure, sentenceOf } from '../../clients/reach.ts'
import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import type { Minted } from '../../model/record.ts'
import type { Stack } from '../../stacks/stack.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Password } from '../web/sign-in.ts'
import { clientLike, type StandInClient } from './stand-in-client.ts'

/** A person made for one run in the place of one of the estate's: what happens to them cannot be undone. */
export interface StandIn extends Password {
  readonly id: string
}

/** The IdP's admin API as the operator, for as long as a workload needs it. */
export interface Registry {
  /** Makes a person who stands in for an identity. Throws `stack-lost` when the IdP makes none. */
  make(identity: string, signal: AbortSignal): Promise<StandIn>
  /** Makes a client that stands in for another one. Throws `stack-lost` when the IdP makes none. */
  makeClient(like: string, signal: AbortSignal): Promise<StandInClient>
  close(): Promise<void>
}

/**
 * A person who was disabled must never be enabled again: that would revive what was revoked. So each run brings
 * people of its own, and a client of its own where a whole client is revoked; they are deleted when it has ended, and
 * a stack that stays up serves the next run too. `minting` is told before anything is made.
 */
export function registryOf(stack: Stack, minting: (minted: Minted) => void): Registry {
  const operator = callerOf(stack, 'operator')
  return {
    make: async (identity, signal) => {
      const { password, ...person } = strangerLike(identity, stack.estate.domain)
      const credentials = [{ type: 'password', value: password, temporary: false }]
      const admin = await adminOf(stack, operator, signal)
      minting({ kind: 'person', name: person.username })
      const { id } = await admin(({ users }) => users.create({ ...person, credentials }))
      return { id, username: person.username, password }
    },
    makeClient: async (like, signal) => {
      const admin = await adminOf(stack, operator, signal)
      const [original] = await admin(({ clients }) => clients.find({ clientId: like }))
      if (!original) throw new DrillError('stack-lost', `the IdP has no client ${like}`)
      const id = unlike(like)
      const client = clientLike(original, id)
      minting({ kind: 'client', name: id })
      await admin(({ clients }) => clients.create(client))
      return { id, secret: client.secret }
    },
    close: () => operator.close(),
  }
}

/** Deletes by their names what a run made, with their sessions; what is not there is as good as deleted. */
export async function removeMade(stack: Stack, made: readonly Minted[], signal: AbortSignal): Promise<void> {
  const operator = callerOf(stack, 'operator')
  try {
    const admin = await adminOf(stack, operator, signal)
    await Promise.all(made.map((minted) => removeOne(admin, minted)))
  } finally {
    await operator.close()
  }
}

async function removeOne(admin: KeycloakAdmin, { kind, name }: Minted): Promise<void> {
  const found =
    kind === 'person'
      ? await admin(({ users }) => users.find({ username: name, exact: true }))
      : await admin(({ clients }) => clients.find({ clientId: name }))
  for (const { id = '' } of found)
    await admin(({ users, clients }) => (kind === 'person' ? users.del({ id }) : clients.del({ id })))
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

/** A name that nobody else has. */
const unlike = (name: string) => `${name}-${randomBytes(4).toString('hex')}`

function strangerLike(identity: string, domain: string) {
  const username = unlike(identity)
  return {
    username,
    email: `${username}@${domain}`,
    ...{ firstName: 'Drill', lastName: identity, enabled: true, emailVerified: true },
    password: randomBytes(18).toString('base64url'),
  }
}
