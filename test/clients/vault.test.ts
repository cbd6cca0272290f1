import { once } from 'node:events'
import { createServer } from 'node:net'
import nodeVault from 'node-vault'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Failure, type Reach, sentenceOf } from '../../harness/clients/reach.ts'
import { type VaultClient, vaultClient } from '../../harness/clients/vault.ts'
import { type Answer, caught, leaks, serverNamed } from './server.ts'

const token = 'hvs.CANARY-of-the-token'
const secret = 'CANARY-of-the-body'

let answer: Answer = [200, { data: {} }]
const server = await serverNamed('vault', () => answer)
const { asked, origin, otherCaFile } = server

afterEach(() => {
  vi.unstubAllEnvs()
  asked.length = 0
})

const failures: Failure[] = []
const reach = (rest: Partial<Reach> = {}): Reach => ({
  ...{ origin, dispatcher: server.dispatcher(), caller: 'operator' },
  failed: (failure) => {
    failures.push(failure)
    return new Error(sentenceOf('vault', failure))
  },
  ...rest,
})
const write = (client: VaultClient) => client.write('kv/data/x', { secret })

test('asks by the name that the party knows, with its token and its name', async () => {
  answer = [200, { data: { given: 1 } }]
  const client = await vaultClient(reach(), token)
  expect(await write(client)).toEqual({ data: { given: 1 } })
  expect(asked).toMatchObject([{ what: 'POST /v1/kv/data/x', body: JSON.stringify({ secret }) }])
  expect(asked[0]?.headers).toMatchObject({
    host: new URL(origin).host,
    'x-vault-token': token,
    'user-agent': 'drill-operator',
    'content-type': 'application/json',
  })
})

test('an answer without a body is one', async () => {
  answer = [204]
  const client = await vaultClient(reach(), token)
  expect(await client.tokenRevokeAccessor({ accessor: 'a' })).toBeUndefined()
})

describe('a call that fails', () => {
  const echo = { errors: [`no: ${secret}`], auth: { client_token: token } }
  const cases: [what: string, answer: Answer, rest: Partial<Reach>, sentence: RegExp][] = [
    ['is refused', [403, echo], {}, /^vault answered 403 to POST \/kv\/data\/x$/],
    ['finds a vault that is sealed', [503, echo], {}, /^vault answered 503 to POST \/kv\/data\/x$/],
    ['is cut', 'cut', {}, /^vault does not answer POST \/kv\/data\/x \(\w+\)$/],
    [
      'meets another CA',
      [200],
      { dispatcher: server.dispatcher(otherCaFile) },
      /\(\w*CERT\w*|\w*SIGNATURE\w*\)$/,
    ],
    ['has no such edge', [200], { dispatcher: server.dispatcher(undefined, 'people') }, /\(ENOTFOUND\)$/],
    ['is over', 'silent', { signal: AbortSignal.timeout(100) }, /^vault does not answer POST \/kv\/data\/x/],
  ]

  test.each(cases)(
    'because it %s tells method, path and status, and no secret',
    async (_, said, rest, words) => {
      answer = said
      const error = await caught(write(await vaultClient(reach(rest), token)))
      expect((error as Error).message).toMatch(words)
      expect(leaks(error, token, secret)).toBe(false)
      expect(leaks(failures.at(-1), token, secret)).toBe(false)
      expect(Object.keys(failures.at(-1) ?? {}).sort()).toEqual(['code', 'method', 'path', 'status'])
    },
  )

  test('because it lacks a field never leaves, and tells no secret', async () => {
    const client = await vaultClient(reach(), token)
    const error = await caught(client.approleLogin({ secret_id: secret }))
    expect(error).toMatchObject({ message: expect.stringContaining('role_id') })
    expect(leaks(error, token, secret)).toBe(false)
    expect(asked).toEqual([])
  })

  test('would tell secrets with the transport that node-vault brings', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as { port: number }
    closed.close()
    await once(closed, 'close')
    const error = await caught(write(nodeVault({ endpoint: `http://127.0.0.1:${port}`, token })))
    expect(leaks(error, token)).toBe(true)
    expect(leaks(error, secret)).toBe(true)
  })
})

describe('what the environment has of another vault', () => {
  test('is not sent to this one, and leads nowhere else', async () => {
    for (const [name, value] of Object.entries({
      ...{
        VAULT_TOKEN: 'hvs.mine',
        VAULT_NAMESPACE: 'mine',
        VAULT_PREFIX: '/mine',
        VAULT_ADDR: 'https://mine',
      },
      ...{ HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' },
    }))
      vi.stubEnv(name, value)
    answer = [200, { data: {} }]
    await write(await vaultClient(reach()))
    expect(asked.map(({ what }) => what)).toEqual(['POST /v1/kv/data/x'])
    expect(JSON.stringify(asked)).not.toContain('mine')
  })

  test('does not switch off the check of certificates', async () => {
    vi.stubEnv(['VAULT', 'SKIP', 'VERIFY'].join('_'), '1')
    const client = await vaultClient(reach({ dispatcher: server.dispatcher(otherCaFile) }), token)
    expect(await caught(write(client))).toBeInstanceOf(Error)
    expect(asked).toEqual([])
  })
})
