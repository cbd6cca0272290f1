import { readFileSync } from 'node:fs'
import { type KeycloakAdmin, keycloakAdmin } from '../../../harness/clients/keycloak.ts'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap, PartContext } from '../../../harness/stacks/part.ts'
import { apiOf } from './api-access.ts'
import { preparedFor } from './prepared-for.ts'

const realm = 'estate'

/**
 * First start: this stack's client secrets and passwords, its lifetimes, and last a password of its own for the
 * administrator. Only a stack knows secrets: the realm file has none.
 */
export async function openRealm(bootstrap: Bootstrap): Promise<void> {
  const { context } = bootstrap
  const password = readFileSync(preparedFor(context).adminSecretFile, 'utf8')
  const admin = await keycloakAdmin(apiOf(bootstrap), {
    realm: 'master',
    credentials: { grantType: 'password', clientId: 'admin-cli', username: 'admin', password },
  })
  await setLifetimes(context, admin)
  await Promise.all([
    setClientSecrets(context, admin),
    setClientKeys(context, admin),
    setPeoplesPasswords(context, admin),
  ])
  await setPassword(admin, 'master', 'admin', context.secret('keycloak-admin'))
}

async function setLifetimes({ lifetimeMs, defects }: PartContext, admin: KeycloakAdmin): Promise<void> {
  const lifetimes = {
    // Seeded defect: an answer that was lost ends the session.
    ...(defects.includes('refresh-not-reusable') ? { refreshTokenMaxReuse: 0 } : {}),
    accessTokenLifespan: Math.ceil(lifetimeMs('access-token') / 1000),
    ssoSessionIdleTimeout: Math.ceil(lifetimeMs('sso-idle') / 1000),
  }
  await admin(({ realms }) => realms.update({ realm }, lifetimes))
}

/** Every client that has a secret gets the one of this stack that is named after it. */
async function setClientSecrets({ secret }: PartContext, admin: KeycloakAdmin): Promise<void> {
  for (const client of await admin(({ clients }) => clients.find({ realm, max: 1000 }))) {
    const { id, clientId = '', publicClient, bearerOnly, clientAuthenticatorType } = client
    const confidential = !publicClient && !bearerOnly && clientAuthenticatorType === 'client-secret'
    if (!id || !confidential || !/^[a-z][a-z0-9-]*$/.test(clientId)) continue
    const changed = { ...client, secret: secret(`client-${clientId}`) }
    await admin(({ clients }) => clients.update({ realm, id }, changed))
  }
}

/** Every client that signs who it is gets the public half of the key of this stack that is named after it. */
async function setClientKeys({ secret }: PartContext, admin: KeycloakAdmin): Promise<void> {
  for (const client of await admin(({ clients }) => clients.find({ realm, max: 1000 }))) {
    const { id, clientId = '', clientAuthenticatorType, attributes } = client
    if (!id || clientAuthenticatorType !== 'client-jwt') continue
    const { d: _, ...publicKey } = JSON.parse(secret(`key-${clientId}`)) as Record<string, string>
    const keys = { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: [publicKey] }) }
    const changed = { ...client, attributes: { ...attributes, ...keys } }
    await admin(({ clients }) => clients.update({ realm, id }, changed))
  }
}

/** People of the estate who log in here with a password. */
async function setPeoplesPasswords(
  { name, estate, secret }: PartContext,
  admin: KeycloakAdmin,
): Promise<void> {
  for (const [person, identity] of Object.entries(estate.identities))
    if (identity.kind === 'person' && identity.issuer === name && identity.secret)
      await setPassword(admin, realm, person, secret(identity.secret))
}

async function setPassword(
  admin: KeycloakAdmin,
  realm: string,
  username: string,
  value: string,
): Promise<void> {
  const [user] = await admin(({ users }) => users.find({ realm, username, exact: true }))
  const id = user?.id
  if (!id)
    throw new DrillError(
      'bad-input',
      `the realm ${realm} has no user named ${username}, whom the estate names`,
    )
  const credential = { type: 'password', value, temporary: false }
  await admin(({ users }) => users.resetPassword({ realm, id, credential }))
}
