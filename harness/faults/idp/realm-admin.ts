import { type KeycloakAdmin, keycloakAdmin } from '../../clients/keycloak.ts'
import { sentenceOf } from '../../clients/reach.ts'
import { DrillError } from '../../model/error.ts'
import { dispatcherBehind } from '../../stacks/dial.ts'
import type { Stack } from '../../stacks/stack.ts'

export const realm = 'estate'

/** A busy IdP takes a while to make a key. */
const patienceMs = 15_000

/** The realm's administration at the IdP's own address: the way of the drill's operator may be what fails. */
export async function asRealmAdmin<T>(
  stack: Stack,
  service: string,
  work: (admin: KeycloakAdmin) => Promise<T>,
): Promise<T> {
  const dispatcher = dispatcherBehind(stack, { timeoutMs: patienceMs })
  const { host, port } = stack.behind(service)
  try {
    const admin = await keycloakAdmin(
      {
        origin: `https://${host}:${port}`,
        dispatcher,
        // None of the callers whom a witness looks for in the IdP's log.
        caller: 'harness',
        failed: (failure) => new DrillError('fault-failed', sentenceOf(service, failure)),
      },
      {
        realm,
        credentials: {
          grantType: 'client_credentials',
          clientId: 'operator',
          clientSecret: await stack.secret('client-operator'),
        },
      },
    )
    return await work(admin)
  } finally {
    await dispatcher.destroy()
  }
}
