import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { patienceMs, probe } from '../probe.ts'
import { anew } from '../web/anew.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { ofTokenFailure, tokenFor } from '../web/oidc.ts'
import { ordersPath, signIn, signOut } from '../web/sign-in.ts'
import { inSession } from '../web/visit.ts'
import type { Actor, AttemptContext, Enter, Given, Holding, Result } from '../workload.ts'

import { type Registry, registryOf, type StandIn } from './stand-in.ts'
import type { StandInClient } from './stand-in-client.ts'

/** One of the two: how it uses what it got at the start, and what that is. It is never renewed. */
interface Principal {
  attempt(context: AttemptContext): Promise<Result>
  readonly holdings: readonly Holding[]
  /** What was given out for it, to be tried when everything is undone. */
  readonly given: readonly Given[]
  leave(signal: AbortSignal): Promise<void>
}

type TokenAccess = 'token-offline' | 'token-introspected'

/** What a scenario says of the two; the probe's period in ms. */
interface Chosen {
  readonly identity: string
  readonly twin: string
  readonly access: TokenAccess | 'app-session'
  readonly as: string
  readonly every: number
}

/** Both get their credential one right after the other: same age, resource and validator. */
export async function enterRevokedPrincipal(
  { stack, signal, revoked: taken, changing }: Enter,
  { identity, twin, access, as, every }: Chosen,
): Promise<Actor> {
  const caller = callerOf(stack, access === 'app-session' ? 'people' : 'machines')
  const registry = registryOf(stack, changing)
  const leave = async (principals: readonly Principal[]) => {
    const patience = AbortSignal.timeout(patienceMs)
    await Promise.allSettled(principals.map((principal) => principal.leave(patience)))
    await Promise.allSettled([registry.close(), caller.close()])
  }
  try {
    const people = [await registry.make(identity, signal), await registry.make(twin, signal)] as const
    const losesClient = taken.some((entry) => entry.identity === identity && entry.what === 'client')
    const clientFor = clients(stack, losesClient ? registry : undefined, signal)
    const enter = async (person: StandIn, of: string) =>
      access === 'app-session'
        ? withSession(stack, caller, person, signal)
        : withToken(stack, caller, person, await clientFor(of), access, signal)
    const revoked = await enter(people[0], identity)
    const control = await enter(people[1], twin)
    const probeOf = (named: string, { attempt }: Principal) =>
      probe({ access: named, everyMs: every, attempt })
    return {
      name: `${identity} (${as})`,
      probes: [probeOf(as, revoked), probeOf(`${as}-twin`, control)],
      // The twin is nobody's to revoke: it is the control.
      holding: (of, what) =>
        of === identity ? revoked.holdings.find((held) => held.what === what) : undefined,
      leave: () => leave([revoked, control]),
      given: () => [...revoked.given, ...control.given],
    }
  } catch (error) {
    await leave([])
    throw error
  }
}

/**
 * The client that an identity gets its token with. Where a client is revoked it is one that stands in for the real
 * one, which others go on using; two identities of one client share it, and so the revocation hits both.
 */
function clients(stack: Stack, registry: Registry | undefined, signal: AbortSignal) {
  const known = new Map<string, StandInClient>()
  return async (identity: string): Promise<StandInClient> => {
    const id = stack.estate.identities[identity]?.client
    if (!id)
      throw new DrillError('bad-input', `${identity} has no client in the estate: no way to get a token`)
    const client = known.get(id) ?? (registry ? await registry.makeClient(id, signal) : { id })
    known.set(id, client)
    return client
  }
}

async function withToken(
  stack: Stack,
  caller: Caller,
  person: StandIn,
  client: StandInClient,
  access: TokenAccess,
  signal: AbortSignal,
): Promise<Principal> {
  const token = await tokenFor(stack, caller, { client: client.id, secret: client.secret, person, signal })
  return {
    attempt: (context) => readWithToken(caller, access, context, token),
    holdings: [
      { what: 'access-token', id: token.jti, secret: token.value },
      { what: 'person', id: token.subject },
      { what: 'client', id: client.id, secret: client.secret },
      ...(token.session ? [{ what: 'idp-session' as const, id: token.session }] : []),
    ],
    given: [
      // Where it was used, and where nobody asks the IdP.
      ...[...new Set([access, 'token-offline'] as const)].map((where) => ({
        credential: `access token of ${person.username} (${where})`,
        expiresMs: token.expiresMs,
        attempt: anew(stack, caller.name, (again, context) => readWithToken(again, where, context, token)),
      })),
      {
        credential: `password of ${person.username}`,
        attempt: anew(stack, caller.name, (again, { signal }) =>
          tokenFor(stack, again, { client: client.id, secret: client.secret, person, signal }).then(
            () => ({ outcome: 'granted' }),
            ofTokenFailure,
          ),
        ),
      },
    ],
    leave: async () => {},
  }
}

async function withSession(
  stack: Stack,
  caller: Caller,
  person: StandIn,
  signal: AbortSignal,
): Promise<Principal> {
  const visitor = await signIn(caller, person, signal)
  const url = caller.url('gateway', ordersPath)
  return {
    attempt: ({ signal, requestId }) => inSession(visitor, { url, signal, requestId }),
    holdings: [
      { what: 'app-session', id: visitor.session },
      { what: 'idp-session', id: visitor.idpSession },
      { what: 'person', id: person.id },
    ],
    given: [
      {
        credential: `session of ${person.username} at orders`,
        attempt: anew(stack, caller.name, (again, { signal, requestId }) =>
          inSession({ ...visitor, caller: again }, { url, signal, requestId }),
        ),
      },
    ],
    leave: (signal) => signOut(stack, visitor, signal),
  }
}
