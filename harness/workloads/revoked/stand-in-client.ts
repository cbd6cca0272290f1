import { randomBytes } from 'node:crypto'
import type Client from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js'

/** A client made for one run in the place of one of the estate's. */
export interface StandInClient {
  readonly id: string
  /** Undefined for a public client. */
  readonly secret?: string | undefined
}

/** Attribute with the client's own name: by it a client is known as made by a drill. */
export const madeFor = 'drill.made'

/** Like another client in everything but name, secret and what the IdP itself numbers. */
export function clientLike(original: Client, clientId: string): Client {
  const { id, secret, registrationAccessToken, protocolMappers = [], ...kept } = original
  return {
    ...kept,
    clientId,
    attributes: { ...kept.attributes, [madeFor]: clientId },
    ...(original.publicClient ? {} : { secret: randomBytes(24).toString('base64url') }),
    protocolMappers: protocolMappers.map(({ id, ...mapper }) => mapper),
  }
}
