import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { estate as estateSchema } from '../../harness/model/estate.ts'
import { packageRoot } from '../../harness/model/home.ts'

const client = z.looseObject({
  clientId: z.string(),
  publicClient: z.boolean(),
  standardFlowEnabled: z.boolean(),
  serviceAccountsEnabled: z.boolean(),
  redirectUris: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.string()).default({}),
  protocolMappers: z.array(z.object({ config: z.record(z.string(), z.string()) })).default([]),
})
const realmSchema = z.looseObject({
  realm: z.string(),
  revokeRefreshToken: z.boolean(),
  refreshTokenMaxReuse: z.number(),
  clients: z.array(client),
  users: z.array(z.looseObject({ username: z.string() })),
})

const read = (name: string) => readFileSync(join(packageRoot(), 'docker', 'reference', name), 'utf8')
const text = read('realm.json')
const realm = realmSchema.parse(JSON.parse(text))
const estate = estateSchema.parse(parse(read('estate.yaml')))
const clientOf = (id: string) => realm.clients.find(({ clientId }) => clientId === id)

test('the realm file holds no secret and no password', () => {
  expect(text).not.toMatch(/"(secret|credentials|password|privateKey)"/i)
})

test('everybody whom the realm issues is in it, and logs in with a client of it', () => {
  const issued = Object.entries(estate.identities).filter(([, { issuer }]) => issuer === 'idp')
  expect(issued.length).toBeGreaterThan(4)
  for (const [name, { kind, client: id }] of issued) {
    if (kind === 'person') {
      expect(realm.users.map(({ username }) => username)).toContain(name)
      expect(clientOf(id ?? '')).toBeDefined()
    } else expect(clientOf(name)?.serviceAccountsEnabled).toBe(true)
  }
})

test('orders uses PKCE and hears of logouts, at its own addresses', () => {
  const { gateway, orders } = estate.services
  expect(clientOf('orders')).toMatchObject({
    publicClient: false,
    redirectUris: [`https://gateway.${estate.domain}:${gateway?.port}/orders/callback`],
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'backchannel.logout.url': `https://orders.${estate.domain}:${orders?.port}/orders/backchannel-logout`,
      'backchannel.logout.session.required': 'true',
    },
  })
})

test('a refresh token serves once', () => {
  expect(realm).toMatchObject({ realm: 'estate', revokeRefreshToken: true, refreshTokenMaxReuse: 1 })
})

test('tokens for the ledger name it, also when it introspects; those of other-app do not', () => {
  const audiences = (id: string) => clientOf(id)?.protocolMappers.map(({ config }) => config) ?? []
  for (const id of ['billing-batch', 'field-app'])
    expect(audiences(id)).toContainEqual(
      expect.objectContaining({
        'included.client.audience': 'ledger',
        'access.token.claim': 'true',
        'introspection.token.claim': 'true',
      }),
    )
  expect(audiences('other-app')).toEqual([])
})
