import { keycloakAdmin } from '../../harness/clients/keycloak.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { callerOf } from '../../harness/workloads/web/caller.ts'

/** Everybody and every client that the IdP of a stack knows, by name. */
export async function known(stack: Stack): Promise<{ people: string[]; clients: string[] }> {
  const caller = callerOf(stack, 'operator')
  try {
    const admin = await keycloakAdmin(
      {
        origin: caller.url('idp', '/').origin,
        dispatcher: caller.dispatcher,
        caller: 'operator',
        signal: AbortSignal.timeout(10_000),
        failed: ({ status }) => new Error(`the IdP answered ${status}`),
      },
      {
        realm: 'estate',
        credentials: {
          grantType: 'client_credentials',
          clientId: 'operator',
          clientSecret: await stack.secret('client-operator'),
        },
      },
    )
    const people = await admin(({ users }) => users.find({ max: 1_000 }))
    const clients = await admin(({ clients }) => clients.find({ max: 1_000 }))
    return {
      people: people.flatMap(({ username }) => username ?? []),
      clients: clients.flatMap(({ clientId }) => clientId ?? []),
    }
  } finally {
    await caller.close()
  }
}
