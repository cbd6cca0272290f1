import type KcAdminClient from '@keycloak/keycloak-admin-client'
import { codeOf, type Failure, type Reach } from './reach.ts'

/** Who asks: credentials, and the realm that they belong to. Calls are about that realm unless they name another. */
export interface KeycloakLogin {
  readonly realm: string
  readonly credentials: Parameters<KcAdminClient['auth']>[0]
}

/** Lends the client for some calls; one that fails rejects with what `reach.failed` makes of it. */
export type KeycloakAdmin = <T>(ask: (idp: KcAdminClient) => Promise<T>) => Promise<T>

/** Keycloak's admin API through its own client. Logs in at the first call, and again when the token has expired. */
export async function keycloakAdmin(
  reach: Reach,
  { realm, credentials }: KeycloakLogin,
): Promise<KeycloakAdmin> {
  // Loaded only now: whoever administers no Keycloak need not wait for them.
  const [{ default: Client, NetworkError }, { Dispatcher1Wrapper }] = await Promise.all([
    import('@keycloak/keycloak-admin-client'),
    import('undici'),
  ])
  const requestOptions = {
    headers: { 'user-agent': `drill-${reach.caller}` },
    // The client knows Node's own fetch alone, which is of an older undici than ours.
    dispatcher: new Dispatcher1Wrapper(reach.dispatcher),
    signal: reach.signal,
  }
  const client = new Client({ baseUrl: reach.origin, realmName: realm, requestOptions })
  // Its own renewal needs a refresh token, and client credentials come without one.
  client.registerTokenProvider({
    getAccessToken: async () => {
      if (client.accessToken === undefined || client.isTokenExpired()) await client.auth(credentials)
      return client.accessToken
    },
  })
  const failureOf = (error: unknown): Failure | undefined => {
    if (error instanceof NetworkError) {
      const { status, url } = error.response
      return { status, path: new URL(url).pathname }
    }
    // What fetch throws without an answer; any other error is a mistake in the asking, and stays what it is.
    const unanswered =
      error instanceof DOMException || (error instanceof TypeError && error.cause !== undefined)
    return unanswered ? { code: codeOf(error) } : undefined
  }
  return async (ask) => {
    try {
      return await ask(client)
    } catch (error) {
      const failure = failureOf(error)
      throw failure ? reach.failed(failure) : error
    }
  }
}
