import { beforeEach, describe, expect, test } from 'vitest'
import { keycloakAdmin } from '../../harness/clients/keycloak.ts'
import { type Failure, type Reach, sentenceOf } from '../../harness/clients/reach.ts'
import { type Answer, caught, leaks, serverNamed } from './server.ts'

const clientSecret = 'CANARY-of-the-client'
const password = 'CANARY-of-the-person'
let lifeS = 60
let answer: Answer = [200, []]
let issued = 0

/** Not signed: the client reads no more of it than when it expires. */
function newToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  issued += 1
  return [
    part({ alg: 'none' }),
    part({ exp: Math.floor(Date.now() / 1000) + lifeS }),
    `token-${issued}`,
  ].join('.')
}

const tokens: string[] = []
const server = await serverNamed('idp', ({ what }) => {
  if (!what.startsWith('POST /realms/estate/protocol/openid-connect/token')) return answer
  const token = newToken()
  tokens.push(token)
  return [200, { access_token: token, expires_in: lifeS, token_type: 'Bearer' }]
})
const { asked, origin, otherCaFile } = server

const failures: Failure[] = []
const adminOf = (rest: Partial<Reach> = {}) =>
  keycloakAdmin(
    {
      ...{ origin, dispatcher: server.dispatcher(), caller: 'operator' },
      failed: (failure) => {
        failures.push(failure)
        return new Error(sentenceOf('idp', failure))
      },
      ...rest,
    },
    { realm: 'estate', credentials: { grantType: 'client_credentials', clientId: 'operator', clientSecret } },
  )

beforeEach(() => {
  lifeS = 60
  answer = [200, []]
  asked.length = 0
})

const logins = () => asked.filter(({ what }) => what.includes('/token'))
const find = async (admin: Awaited<ReturnType<typeof adminOf>>) =>
  admin(({ users }) => users.find({ max: 1 }))

test('logs in once for many calls, and names itself in each', async () => {
  const admin = await adminOf()
  expect(asked).toEqual([])
  await find(admin)
  await find(admin)
  const path = '/admin/realms/estate/users/?max=1'
  expect(asked.map(({ what }) => what)).toEqual([
    'POST /realms/estate/protocol/openid-connect/token',
    `GET ${path}`,
    `GET ${path}`,
  ])
  for (const { headers } of asked)
    expect(headers).toMatchObject({ host: new URL(origin).host, 'user-agent': 'drill-operator' })
  expect(asked.at(-1)?.headers.authorization).toBe(`Bearer ${tokens.at(-1)}`)
})

test('logs in again when its token has expired', async () => {
  lifeS = 1
  const admin = await adminOf()
  await find(admin)
  lifeS = 60
  await find(admin)
  await find(admin)
  expect(logins().length).toBe(2)
  expect(asked.at(-1)?.headers.authorization).toBe(`Bearer ${tokens.at(-1)}`)
})

describe('a call that fails', () => {
  const echo = { error: 'no', error_description: password, token: clientSecret }
  const cases: [what: string, answer: Answer, rest: Partial<Reach>, sentence: RegExp][] = [
    ['is refused', [403, echo], {}, /^idp answered 403 to \/admin\/realms\/estate\/users\/$/],
    ['meets a server in trouble', [500, echo], {}, /^idp answered 500 to \/admin\/realms\/estate\/users\/$/],
    ['is cut', 'cut', {}, /^idp does not answer \(\w+\)$/],
    [
      'meets another CA',
      [200],
      { dispatcher: server.dispatcher(otherCaFile) },
      /\(\w*CERT\w*|\w*SIGNATURE\w*\)$/,
    ],
    ['has no such edge', [200], { dispatcher: server.dispatcher(undefined, 'people') }, /\(ENOTFOUND\)$/],
    ['is over', 'silent', { signal: AbortSignal.timeout(200) }, /^idp does not answer/],
    ['meets silence', 'silent', {}, /^idp does not answer \(UND_ERR_HEADERS_TIMEOUT\)$/],
  ]

  test.each(cases)('because it %s tells path and status, and no secret', async (_, said, rest, words) => {
    const admin = await adminOf(rest)
    answer = said
    const credentials = [{ type: 'password', value: password }]
    const error = await caught(admin(({ users }) => users.create({ username: 'x', credentials })))
    expect((error as Error).message).toMatch(words)
    expect(leaks(error, password, clientSecret, tokens.at(-1) ?? clientSecret)).toBe(false)
    expect(leaks(failures.at(-1), password, clientSecret, tokens.at(-1) ?? clientSecret)).toBe(false)
  })
})

test('a mistake in the asking stays what it is', async () => {
  const mistake = new TypeError('x is not a function')
  const admin = await adminOf()
  expect(await caught(admin(() => Promise.reject(mistake)))).toBe(mistake)
})
