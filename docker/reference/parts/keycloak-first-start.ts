import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap, PartContext } from '../../../harness/stacks/part.ts'
import { adminOf, type KeycloakAdmin } from './keycloak-admin.ts'
import { preparedFor } from './prepared-for.ts'

const clients = z.array(
  z.looseObject({
    id: z.string(),
    clientId: z.string(),
    publicClient: z.boolean(),
    bearerOnly: z.boolean(),
    clientAuthenticatorType: z.string().optional(),
  }),
)
const users = z.array(z.object({ id: z.string() }))

/**
 * First start: this stack's client secrets and passwords, its lifetimes, and last a password of its own for the
 * administrator. Only a stack knows secrets: the realm file has none.
 */
export async function openRealm(bootstrap: Bootstrap): Promise<void> {
  const { context } = bootstrap
  const admin = await adminOf(bootstrap, readFileSync(preparedFor(context).adminSecretFile, 'utf8'))
  await setLifetimes(context, admin)
  await Promise.all([setClientSecrets(context, admin), setPeoplesPasswords(context, admin)])
  await setPassword(admin, 'master', 'admin', context.secret('keycloak-admin'))
}

async function setLifetimes({ lifetimeMs }: PartContext, admin: KeycloakAdmin): Promise<void> {
  await admin('PUT', 'estate', {
    accessTokenLifespan: Math.ceil(lifetimeMs('access-token') / 1000),
    ssoSessionIdleTimeout: Math.ceil(lifetimeMs('sso-idle') / 1000),
  })
}

/** Every client that has a secret gets the one of this stack that is named after it. */
async function setClientSecrets({ secret }: PartContext, admin: KeycloakAdmin): Promise<void> {
  const all = clients.parse(await admin('GET', 'estate/clients?max=1000'))
  const confidential = all.filter(
    ({ clientId, publicClient, bearerOnly, clientAuthenticatorType }) =>
      !publicClient &&
      !bearerOnly &&
      clientAuthenticatorType === 'client-secret' &&
      /^[a-z][a-z0-9-]*$/.test(clientId),
  )
  for (const client of confidential)
    await admin('PUT', `estate/clients/${client.id}`, {
      ...client,
      secret: secret(`client-${client.clientId}`),
    })
}

/** People of the estate who log in here with a password. */
async function setPeoplesPasswords(
  { name, estate, secret }: PartContext,
  admin: KeycloakAdmin,
): Promise<void> {
  for (const [person, identity] of Object.entries(estate.identities))
    if (identity.kind === 'person' && identity.issuer === name && identity.secret)
      await setPassword(admin, 'estate', person, secret(identity.secret))
}

async function setPassword(
  admin: KeycloakAdmin,
  realm: string,
  username: string,
  value: string,
): Promise<void> {
  const query = new URLSearchParams({ username, exact: 'true' })
  const [user] = users.parse(await admin('GET', `${realm}/users?${query}`))
  if (!user)
    throw new DrillError(
      'bad-input',
      `the realm ${realm} has no user named ${username}, whom the estate names`,
    )
  await admin('PUT', `${realm}/users/${user.id}/reset-password`, {
    type: 'password',
    value,
    temporary: false,
  })
}
