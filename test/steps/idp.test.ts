import { beforeEach, expect, test } from 'vitest'
import type { Stack } from '../../harness/stacks/stack.ts'
import { idp } from '../../harness/steps/revoking/idp.ts'
import { revocationOf } from '../../harness/steps/revoking/revocation.ts'
import type { StepContext } from '../../harness/steps/step.ts'
import type { Actor, Holding } from '../../harness/workloads/workload.ts'
import { serverNamed } from '../clients/server.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = `${part({ alg: 'none' })}.${part({ exp: Math.floor(Date.now() / 1000) + 60 })}.x`
const real = { id: 'real', clientId: 'field-app', enabled: true }
const standIn = { id: 'made', clientId: 'field-app-1a2b3c4d', enabled: true }

const server = await serverNamed('idp', ({ what }) => {
  if (what.includes('/token')) return [200, { access_token: token, expires_in: 60, token_type: 'Bearer' }]
  return [200, [real, standIn].filter(({ clientId }) => what.endsWith(`clientId=${clientId}`))]
})
beforeEach(() => void server.asked.splice(0))

/** Leaver holds what belongs to a client that was made in the place of the estate's. */
function revocation(what: 'client' | 'access-token') {
  const holdings: Holding[] = [
    { what: 'client', id: standIn.clientId, secret: 'secret-of-the-stand-in' },
    { what: 'access-token', id: 'jti-1', secret: 'the-token' },
  ]
  const leaver = {
    name: 'leaver',
    holding: (of: string, kind: string) =>
      of === 'leaver' ? holdings.find((held) => held.what === kind) : undefined,
  } as Actor
  const stack = {
    ...{ caFile: server.caFile, edges: server.edges, endpoint: server.endpoint },
    estate: { services: { idp: { role: 'idp' } }, identities: { leaver: { client: 'field-app' } } },
    secret: async () => 'secret-of-the-operator',
  } as unknown as Stack
  const { signal } = new AbortController()
  return revocationOf({ stack, actors: [leaver], signal } as unknown as StepContext, 'leaver', what)
}

test('a client that is disabled for good is the one made for the run, never the estate’s', async () => {
  expect(await idp.client?.(revocation('client'))).toBe(`client ${standIn.clientId} disabled`)
  const changed = server.asked.filter(({ what }) => what.startsWith('PUT'))
  expect(changed.map(({ what }) => what)).toEqual(['PUT /admin/realms/estate/clients/made'])
  expect(JSON.parse(changed[0]?.body ?? '')).toEqual({ ...standIn, enabled: false })
})

test('a token is revoked by the client that it was issued to', async () => {
  await idp['access-token']?.(revocation('access-token'))
  const form = Object.fromEntries(new URLSearchParams(server.asked.at(-1)?.body))
  expect(form).toMatchObject({
    token: 'the-token',
    client_id: standIn.clientId,
    client_secret: 'secret-of-the-stand-in',
  })
})
