import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { patienceMs, probe } from '../probe.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { tokenFor } from '../web/oidc.ts'
import { ordersPath, signIn, signOut } from '../web/sign-in.ts'
import { inSession } from '../web/visit.ts'
import type { Actor, AttemptContext, Enter, Holding, Result } from '../workload.ts'
import { type Registry, registryOf, type StandIn } from './stand-in.ts'

/** One of the two: how it uses what it got at the start, and what that is. It is never renewed. */
interface Principal {
  attempt(context: AttemptContext): Promise<Result>
  readonly holdings: readonly Holding[]
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
  { stack, signal }: Enter,
  { identity, twin, access, as, every }: Chosen,
): Promise<Actor> {
  const caller = callerOf(stack, access === 'app-session' ? 'people' : 'machines')
  const registry = registryOf(stack)
  const made: StandIn[] = []
  const standIn = async (of: string) => {
    const person = await registry.make(of, signal)
    made.push(person)
    return person
  }
  const leave = async (principals: readonly Principal[]) => {
    const patience = AbortSignal.timeout(patienceMs)
    await Promise.allSettled(principals.map((principal) => principal.leave(patience)))
    await removeAll(registry, made, patience)
    await Promise.allSettled([registry.close(), caller.close()])
  }
  try {
    const people = [await standIn(identity), await standIn(twin)] as const
    const enter = (person: StandIn, of: string) =>
      access === 'app-session'
        ? withSession(stack, caller, person, signal)
        : withToken(stack, caller, person, clientOf(stack, of), access, signal)
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
    }
  } catch (error) {
    await leave([])
    throw error
  }
}

function clientOf(stack: Stack, identity: string): string {
  const client = stack.estate.identities[identity]?.client
  if (!client)
    throw new DrillError('bad-input', `${identity} has no client in the estate: no way to get a token`)
  return client
}

async function withToken(
  stack: Stack,
  caller: Caller,
  person: StandIn,
  client: string,
  access: TokenAccess,
  signal: AbortSignal,
): Promise<Principal> {
  const token = await tokenFor(stack, caller, { client, person, signal })
  return {
    attempt: (context) => readWithToken(caller, access, context, token),
    holdings: [
      { what: 'access-token', id: token.jti, secret: token.value },
      { what: 'person', id: token.subject },
      { what: 'client', id: client },
      ...(token.session ? [{ what: 'idp-session' as const, id: token.session }] : []),
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
    leave: (signal) => signOut(stack, visitor, signal),
  }
}

/** What cannot be deleted because the IdP is away stays there, disabled or with a password that nobody knows. */
async function removeAll(registry: Registry, made: readonly StandIn[], patience: AbortSignal): Promise<void> {
  await Promise.allSettled(made.map((person) => registry.remove(person, patience)))
}
