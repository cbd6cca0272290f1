import { beforeEach, describe, expect, test } from 'vitest'
import type { Revocable } from '../../harness/model/words.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import { channelOf } from '../../harness/steps/revoke.ts'
import type { Revocation } from '../../harness/steps/revoking/revocation.ts'
import { StepCut } from '../../harness/steps/step.ts'
import { type Answer, type Asked, caught, leaks, serverNamed } from '../clients/server.ts'

const secret = 'CANARY-of-the-operator'
let answer: (asked: Asked) => Answer = () => [204]

const token = ['', JSON.stringify({ exp: Date.now() }), ''].map((part) => btoa(part)).join('.')
const servers = {
  idp: await serverNamed('idp', (asked) =>
    asked.what.includes('/token') ? [200, { access_token: token }] : answer(asked),
  ),
  vault: await serverNamed('vault', (asked) => answer(asked)),
}

function revocation(channel: keyof typeof servers, what: Revocable): Revocation {
  const { caFile, edges, endpoint } = servers[channel]
  const estate = {
    services: { [channel]: { role: channel } },
    identities: { leaver: { kind: 'service-account', client: 'billing' } },
  }
  return {
    stack: { caFile, edges, endpoint, estate, secret: async () => secret } as unknown as Stack,
    signal: new AbortController().signal,
    held: (kind: Revocable) => ({ what: kind, id: kind === 'client' ? 'billing' : 'id-of-it' }),
    ...{ identity: 'leaver', what },
  } as unknown as Revocation
}

const act = async (channel: keyof typeof servers, what: Revocable) => {
  const take = (await channelOf(channel))[what]
  if (!take) throw new Error(`${channel} cannot revoke ${what}`)
  return take(revocation(channel, what))
}
/** What was asked and written, but for the login. */
const told = (channel: keyof typeof servers) =>
  servers[channel].asked
    .filter(({ what }) => !what.includes('/openid-connect/token'))
    .map(({ what, body }) => [what, /^P(OS|U)T /.test(what) ? JSON.parse(body) : undefined])

beforeEach(() => {
  for (const { asked } of Object.values(servers)) asked.length = 0
  answer = () => [204]
})

describe('the IdP', () => {
  const users = '/admin/realms/estate/users/id-of-it'
  const clients = '/admin/realms/estate/clients'

  test('disables a person, keeps all else of them, and signs them out', async () => {
    const person = { id: 'id-of-it', enabled: true, attributes: { desk: ['4'] } }
    answer = ({ what }) => (what === `GET ${users}` ? [200, person] : [204])
    expect(await act('idp', 'person')).toBe('leaver disabled and signed out')
    expect(told('idp').slice(0, 2)).toEqual([
      [`GET ${users}`, undefined],
      [`PUT ${users}`, { ...person, enabled: false }],
    ])
    expect(told('idp')[2]?.[0]).toBe(`POST ${users}/logout`)
  })

  test('disables a client', async () => {
    const entry = { id: 'c1', clientId: 'billing', enabled: true, redirectUris: ['x'] }
    answer = ({ what }) => (what.startsWith('GET') ? [200, [entry]] : [204])
    expect(await act('idp', 'client')).toBe('client billing disabled')
    expect(told('idp')).toEqual([
      [`GET ${clients}/?clientId=billing`, undefined],
      [`PUT ${clients}/c1`, { ...entry, enabled: false }],
    ])
  })

  test.each([204, 404])('ends a session, answered by %i', async (status) => {
    answer = () => [status, status === 404 ? { error: 'gone' } : undefined]
    expect(await act('idp', 'idp-session')).toBe('session id-of-it ended at the IdP')
    expect(told('idp')).toEqual([['DELETE /admin/realms/estate/sessions/id-of-it', undefined]])
  })
})

describe('the vault', () => {
  test('ends a token by its accessor', async () => {
    expect(await act('vault', 'vault-token')).toBe('vault token revoked by its accessor')
    expect(told('vault')).toEqual([['POST /v1/auth/token/revoke-accessor', { accessor: 'id-of-it' }]])
  })

  test('ends a lease, and says so only when it has ended', async () => {
    expect(await act('vault', 'lease')).toBe('lease id-of-it revoked')
    expect(told('vault')).toEqual([['POST /v1/sys/leases/revoke', { lease_id: 'id-of-it', sync: true }]])
  })

  test('tries again to end a lease whose database it could not reach', async () => {
    answer = () => [400, { errors: [secret] }]
    const error = await caught(act('vault', 'lease'))
    expect(error).toBeInstanceOf(StepCut)
    expect(leaks(error, secret)).toBe(false)
  })
})

const commands = [
  ['idp', 'idp-session'],
  ['vault', 'vault-token'],
] as const

describe.each(commands)('a command to the %s', (channel, what) => {
  test.each([
    ['is cut with its connection', 'cut'],
    ['is cut by a server in trouble', [503, { errors: [secret] }]],
  ] satisfies [string, Answer][])('%s', async (_, said) => {
    answer = () => said
    const error = await caught(act(channel, what))
    expect(error).toBeInstanceOf(StepCut)
    expect(leaks(error, secret)).toBe(false)
  })

  test('is refused, and not tried again', async () => {
    answer = () => [403, { errors: [secret] }]
    const error = await caught(act(channel, what))
    expect(error).not.toBeInstanceOf(StepCut)
    expect((error as Error).message).toMatch(new RegExp(`^${channel} answered 403 to .*/`))
    expect(leaks(error, secret)).toBe(false)
  })
})
