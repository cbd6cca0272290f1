import { expect, test, vi } from 'vitest'
import { keycloakAdmin } from '../../harness/clients/keycloak.ts'
import type { Reach } from '../../harness/clients/reach.ts'
import { vaultClient } from '../../harness/clients/vault.ts'

vi.mock('node-vault', () => {
  throw new Error('node-vault is loaded')
})
vi.mock('@keycloak/keycloak-admin-client', () => {
  throw new Error('the admin client is loaded')
})

test('what reads and plans a drill loads no client of an API', async () => {
  const { catalog, drivers } = await import('../../harness/cli/wiring.ts')
  expect(Object.keys((await catalog()).steps)).toContain('revoke')
  expect((await drivers()).length).toBeGreaterThan(1)
  const { channelOf } = await import('../../harness/steps/revoke.ts')
  expect(await channelOf('idp')).toHaveProperty('person')
  expect(await channelOf('vault')).toHaveProperty('lease')
})

test('the client of an API is loaded when it is made', async () => {
  const reach = {} as Reach
  await expect(vaultClient(reach)).rejects.toMatchObject({ cause: { message: 'node-vault is loaded' } })
  const credentials = { grantType: 'client_credentials', clientId: 'x' } as const
  await expect(keycloakAdmin(reach, { realm: 'x', credentials })).rejects.toMatchObject({
    cause: { message: 'the admin client is loaded' },
  })
})
