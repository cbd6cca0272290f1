import { keycloakAdmin } from '../../harness/clients/keycloak.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { callerOf } from '../../harness/workloads/web/caller.ts'

interface Known {
  readonly people: string[]
  readonly clients: string[]
  /** Each with how it is set up. */
  readonly keys: string[]
}

/** Everybody, every client and every signing key that the IdP of a stack knows. */
export async function known(stack: Stack): Promise<Known> {
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
    const type = 'org.keycloak.keys.KeyProvider'
    const keys = await admin(({ components }) => components.find({ type }))
    return {
      people: people.flatMap(({ username }) => username ?? []),
      clients: clients.flatMap(({ clientId }) => clientId ?? []),
      keys: keys.map(({ id, name, config }) =>
        JSON.stringify([id, name, Object.entries(config ?? {}).toSorted()]),
      ),
    }
  } finally {
    await caller.close()
  }
}
