import { randomBytes } from 'node:crypto'
import { type KeycloakAdmin, keycloakAdmin } from '../../clients/keycloak.ts'
import { type Failure, sentenceOf } from '../../clients/reach.ts'
import { DrillError } from '../../model/error.ts'
import { serviceOf } from '../../model/estate.ts'
import type { Change } from '../../model/record.ts'
import { allowExpired, deny, hasGateway } from '../../stacks/deny-list.ts'
import type { Stack } from '../../stacks/stack.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import type { Password } from '../web/sign-in.ts'
import type { Changing } from '../workload.ts'
import { passwordCredential } from './password-credential.ts'
import { clientLike, madeFor, type StandInClient } from './stand-in-client.ts'

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
 * a stack that stays up serves the next run too. `changing` is told before anything is made.
 */
export function registryOf(stack: Stack, changing: Changing): Registry {
  const operator = callerOf(stack, 'operator')
  return {
    make: async (identity, signal) => {
      const { password, ...person } = strangerLike(identity, stack.estate.domain)
      const credentials = [await passwordCredential(password)]
      const admin = await adminOf(stack, operator, signal)
      changing({ kind: 'person', name: person.username })
      const { id } = await admin(({ users }) => users.create({ ...person, credentials }))
      return { id, username: person.username, password }
    },
    makeClient: async (like, signal) => {
      const admin = await adminOf(stack, operator, signal)
      const [original] = await admin(({ clients }) => clients.find({ clientId: like }))
      if (!original) throw new DrillError('stack-lost', `the IdP has no client ${like}`)
      const id = unlike(like)
      const client = clientLike(original, id)
      changing({ kind: 'client', name: id })
      await admin(({ clients }) => clients.create(client))
      return { id, secret: client.secret }
    },
    close: () => operator.close(),
  }
}

/**
 * Deletes by its name what a run made, with its sessions, and sees that it is gone; what is not there is as good as
 * deleted. Tokens that validators accept without asking the IdP end too: the gateway refuses them until they have
 * expired. Throws `conflict` for somebody of that name whom no drill made.
 */
export async function unmake(
  stack: Stack,
  { kind, name }: Change,
  signal: AbortSignal,
): Promise<string | undefined> {
  const operator = callerOf(stack, 'operator')
  try {
    const admin = await adminOf(stack, operator, signal)
    const ids = await (kind === 'person' ? peopleNamed : clientsNamed)(admin, name)
    if (hasGateway(stack)) {
      const untilMs = Date.now() + (stack.estate.lifetimes['access-token']?.drill ?? 0)
      const keys = kind === 'person' ? ids.map((id) => `sub:${id}`) : ids.map(() => `client:${name}`)
      for (const key of keys) await deny(stack, { key, untilMs })
      await allowExpired(stack)
    }
    for (const id of ids)
      await admin(({ users, clients }) => (kind === 'person' ? users.del({ id }) : clients.del({ id })))
    const left = await (kind === 'person' ? peopleNamed : clientsNamed)(admin, name)
    if (left.length > 0) throw new DrillError('undo-failed', `${name} was deleted, and is there all the same`)
    return undefined
  } finally {
    await operator.close()
  }
}

/** Ids of those of that name whom a drill made. */
async function peopleNamed(admin: KeycloakAdmin, username: string): Promise<string[]> {
  const found = await admin(({ users }) => users.find({ username, exact: true }))
  if (found.some(({ firstName }) => firstName !== givenName)) throw notOurs('person', username)
  return found.flatMap(({ id }) => id ?? [])
}

async function clientsNamed(admin: KeycloakAdmin, clientId: string): Promise<string[]> {
  const found = await admin(({ clients }) => clients.find({ clientId }))
  if (found.some(({ attributes }) => attributes?.[madeFor] !== clientId)) throw notOurs('client', clientId)
  return found.flatMap(({ id }) => id ?? [])
}

function notOurs(kind: string, name: string): DrillError {
  return new DrillError('conflict', `the ${kind} ${name} was made or changed by somebody else`, {
    next: 'look at it in the IdP, and delete it by hand if nobody needs it; then run `drill recover`',
  })
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

/** By it a person is known as made by a drill. */
const givenName = 'Drill'

/** A name that nobody else has. */
const unlike = (name: string) => `${name}-${randomBytes(4).toString('hex')}`

function strangerLike(identity: string, domain: string) {
  const username = unlike(identity)
  return {
    username,
    email: `${username}@${domain}`,
    ...{ firstName: givenName, lastName: identity, enabled: true, emailVerified: true },
    password: randomBytes(18).toString('base64url'),
  }
}
