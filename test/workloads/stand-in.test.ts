import { beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../harness/model/record.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { registryOf, unmake } from '../../harness/workloads/revoked/stand-in.ts'
import { clientLike } from '../../harness/workloads/revoked/stand-in-client.ts'
import { type Answer, serverNamed } from '../clients/server.ts'

const audience = {
  name: 'audience ledger',
  protocolMapper: 'oidc-audience-mapper',
  config: { claim: 'true' },
}
const fieldApp = {
  ...{ id: '1', clientId: 'field-app', publicClient: true, enabled: true },
  protocolMappers: [{ id: '2', ...audience }],
}
const batch = { id: '3', clientId: 'batch', publicClient: false, secret: 'the-real-one' }

/** As much of the IdP's directory as stand-ins have to do with. */
let people: { id: string; username: string }[] = []
let clients: { id: string; clientId: string }[] = []
let minted: Change[] = []
/** What had been announced whenever something was made. */
let announced: string[][] = []

beforeEach(() => {
  people = [{ id: 'u1', username: 'leaver' }]
  clients = [fieldApp, batch]
  minted = []
  announced = []
})

const server = await serverNamed('idp', ({ what, body }) => {
  const [method, path = ''] = what.split(' ')
  const { pathname, searchParams } = new URL(path, 'https://idp')
  if (pathname.endsWith('/token'))
    return [200, { access_token: token(), expires_in: 60, token_type: 'Bearer' }]
  const [, kind = '', id] = /\/admin\/realms\/estate\/(users|clients)(?:\/([^/]+))?/.exec(pathname) ?? []
  if (method === 'POST') return created(kind, JSON.parse(body))
  if (method === 'DELETE') return deleted(id)
  return [
    200,
    kind === 'users'
      ? people.filter(({ username }) => username === searchParams.get('username'))
      : clients.filter(({ clientId }) => clientId === searchParams.get('clientId')),
  ]
})

function token(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ exp: Math.floor(Date.now() / 1000) + 60 })}.x`
}

function created(kind: string, made: { username: string; clientId: string }): Answer {
  announced.push(minted.map(({ name }) => name))
  const id = `new-${people.length + clients.length}`
  if (kind === 'users') people.push({ ...made, id })
  else clients.push({ ...made, id })
  return [201, undefined, { location: `${server.origin}/admin/realms/estate/${kind}/${id}` }]
}

function deleted(id: string | undefined): Answer {
  people = people.filter((person) => person.id !== id)
  clients = clients.filter((client) => client.id !== id)
  return [204]
}

const stack = {
  ...{ caFile: server.caFile, edges: server.edges, endpoint: server.endpoint },
  estate: { domain: 'estate.test', services: { idp: { role: 'idp' } } },
  secret: async () => 'secret-of-the-operator',
} as unknown as Stack
const { signal } = new AbortController()
const registry = () =>
  registryOf(stack, (one) => {
    minted.push(one)
    return { undone: () => {} }
  })

describe('a stand-in', () => {
  test('for a person or a client is announced before it is made', async () => {
    const made = registry()
    const person = await made.make('leaver', signal)
    const client = await made.makeClient('field-app', signal)
    await made.close()
    expect(person.username).toMatch(/^leaver-[0-9a-f]{8}$/)
    expect(client.id).toMatch(/^field-app-[0-9a-f]{8}$/)
    expect(minted).toEqual([
      { kind: 'person', name: person.username },
      { kind: 'client', name: client.id },
    ])
    expect(announced).toEqual([[person.username], [person.username, client.id]])
  })

  test('for a client is like it, with a name, secret and numbers of its own', () => {
    expect(clientLike(fieldApp, 'field-app-1')).toEqual({
      ...{ clientId: 'field-app-1', publicClient: true, enabled: true },
      attributes: { 'drill.made': 'field-app-1' },
      protocolMappers: [audience],
    })
    const { secret, ...rest } = clientLike(batch, 'batch-1')
    expect(secret).toMatch(/^[\w-]{32}$/)
    const attributes = { 'drill.made': 'batch-1' }
    expect(rest).toEqual({ clientId: 'batch-1', publicClient: false, attributes, protocolMappers: [] })
  })

  test('is deleted by name, and nobody beside it', async () => {
    const made = registry()
    await made.make('leaver', signal)
    await made.makeClient('field-app', signal)
    await made.close()
    for (const what of minted) await unmake(stack, what, signal)
    expect(people.map(({ username }) => username)).toEqual(['leaver'])
    expect(clients.map(({ clientId }) => clientId)).toEqual(['field-app', 'batch'])
    // Again, and one that was announced only: there is nothing to delete, and no error.
    for (const what of [...minted, { kind: 'person', name: 'leaver-00000000' } as const])
      await unmake(stack, what, signal)
    expect(people).toHaveLength(1)
  })

  test('is not deleted when somebody else made one of that name', async () => {
    for (const what of [
      { kind: 'person', name: 'leaver' },
      { kind: 'client', name: 'batch' },
    ] as const)
      await expect(unmake(stack, what, signal)).rejects.toMatchObject({ code: 'conflict' })
    expect([people.length, clients.length]).toEqual([1, 2])
  })
})
