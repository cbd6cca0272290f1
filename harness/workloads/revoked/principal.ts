import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'
import { patienceMs, probe } from '../probe.ts'
import type { RevokedPrincipalOptions } from '../revoked-principal.ts'
import { type Caller, callerOf } from '../web/caller.ts'
import { readWithToken } from '../web/ledger.ts'
import { tokenFor } from '../web/oidc.ts'
import { ordersPath, passwordOf, signIn, signOut } from '../web/sign-in.ts'
import { ofPage, visit } from '../web/visit.ts'
import type { Actor, AttemptContext, Enter, Holding, Result } from '../workload.ts'

/** One of the two: how it uses what it got at the start, and what that is. It is never renewed. */
interface Principal {
  attempt(context: AttemptContext): Promise<Result>
  readonly holdings: readonly Holding[]
  leave(signal: AbortSignal): Promise<void>
}

type TokenAccess = Exclude<RevokedPrincipalOptions['access'], 'app-session'>

/** Both get their credential one right after the other: same age, resource and validator. */
export async function enterRevokedPrincipal(
  { stack, signal }: Enter,
  { identity, twin, access, as, every }: RevokedPrincipalOptions,
): Promise<Actor> {
  const caller = callerOf(stack, access === 'app-session' ? 'people' : 'machines')
  const principalOf = (name: string) =>
    access === 'app-session'
      ? withSession(stack, caller, name, signal)
      : withToken(stack, caller, name, access, signal)
  const revoked = await principalOf(identity)
  const control = await principalOf(twin)
  const probeOf = (named: string, { attempt }: Principal) => probe({ access: named, everyMs: every, attempt })
  return {
    name: `${identity} (${as})`,
    probes: [probeOf(as, revoked), probeOf(`${as}-twin`, control)],
    holding: (of, what) =>
      (of === identity ? revoked : of === twin ? control : undefined)?.holdings.find(
        (held) => held.what === what,
      ),
    leave: async () => {
      const patience = AbortSignal.timeout(patienceMs)
      await Promise.allSettled([revoked.leave(patience), control.leave(patience)])
      await caller.close()
    },
  }
}

async function withToken(
  stack: Stack,
  caller: Caller,
  name: string,
  access: TokenAccess,
  signal: AbortSignal,
): Promise<Principal> {
  const client = stack.estate.identities[name]?.client
  if (!client) throw new DrillError('bad-input', `${name} has no client in the estate: no way to get a token`)
  const token = await tokenFor(stack, caller, { client, person: await passwordOf(stack, name), signal })
  return {
    attempt: (context) => readWithToken(caller, access, context, token),
    holdings: [
      { what: 'access-token', id: token.jti, secret: token.value },
      { what: 'person', id: token.subject },
      ...(token.session ? [{ what: 'idp-session' as const, id: token.session }] : []),
    ],
    leave: async () => {},
  }
}

async function withSession(
  stack: Stack,
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<Principal> {
  const visitor = await signIn(stack, caller, name, signal)
  return {
    attempt: async ({ signal, requestId }) =>
      ofPage((await visit(visitor, { url: caller.url('gateway', ordersPath), signal, requestId })).answer),
    holdings: [
      { what: 'app-session', id: visitor.session },
      { what: 'idp-session', id: visitor.idpSession },
    ],
    leave: (signal) => signOut(stack, visitor, signal),
  }
}
