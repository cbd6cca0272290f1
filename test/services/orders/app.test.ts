import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SigningKeys } from '../../../docker/reference/services/common/signing-keys.ts'
import { ordersApp } from '../../../docker/reference/services/orders/app.ts'
import { cachedSessions } from '../../../docker/reference/services/orders/cached-sessions.ts'
import type {
  IdentityProvider,
  LoggedIn,
} from '../../../docker/reference/services/orders/identity-provider.ts'
import type { Login, LoginStore } from '../../../docker/reference/services/orders/logins.ts'
import type { Session, SessionStore } from '../../../docker/reference/services/orders/session.ts'
import { SessionRefresh } from '../../../docker/reference/services/orders/session-refresh.ts'
import { testClock } from '../clock.ts'
import { issuer } from '../idp-tokens.ts'
import { memorySessions } from './memory-sessions.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const signing = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys: SigningKeys = {
  keyFor: async ({ kid }) =>
    kid === 'away'
      ? { kind: 'unavailable' }
      : kid === 'k'
        ? { kind: 'key', key: publicKey }
        : { kind: 'unknown' },
  failing: () => false,
  freshen: async () => {},
}
const publicKey = await crypto.subtle.importKey(
  'jwk',
  signing.publicKey.export({ format: 'jwk' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  true,
  ['verify'],
)

function memoryLogins(): LoginStore {
  const begun = new Map<string, Login>()
  return {
    begin: async (cookie, login) => void begun.set(cookie.toString('hex'), login),
    async take(cookie) {
      const login = begun.get(cookie.toString('hex'))
      begun.delete(cookie.toString('hex'))
      return login
    },
  }
}

/** A browser at the application, and an IdP that lets everybody in by the SSO session `sid-1`. */
function browser(...defects: string[]) {
  const clock = testClock()
  const memory = memorySessions()
  const sessions: SessionStore = defects.includes('session-cached')
    ? cachedSessions(memory.store, clock.nowMs)
    : memory.store
  const state = { reachable: true, refused: false, authenticatedAtMs: clock.nowMs() }
  const loggedIn = (): LoggedIn => ({
    ...{ user: '<clerk>', subject: 's-1', idpSession: 'sid-1', refreshToken: 'r-1' },
    authenticatedAtMs: state.authenticatedAtMs,
  })
  const idp: IdentityProvider = {
    loginUrl: async ({ state: value }, freshly) =>
      state.reachable ? `${issuer}/auth?state=${value}${freshly ? '&prompt=login' : ''}` : undefined,
    finishLogin: async () => (state.reachable ? { kind: 'ok', value: loggedIn() } : { kind: 'unavailable' }),
    refresh: async () =>
      state.reachable
        ? state.refused
          ? { kind: 'refused' }
          : { kind: 'ok', value: 'r-2' }
        : { kind: 'unavailable' },
  }
  const common = { idp, sessions, defects: new Set(defects), nowMs: clock.nowMs }
  const app = ordersApp({
    ...{ ...common, issuer, keys, logins: memoryLogins(), gatewayUrl: 'https://gateway.estate.test:9443' },
    refresh: new SessionRefresh({ ...common, refreshMs: 10_000, graceMs: 180_000 }),
    adminSecret: () => 'admin',
  })
  const jar = new Map<string, string>()
  const go = async (path: string, method = 'GET', token?: string) => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const answer = await app.request(`/orders${path}`, { method, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(line) ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    return answer
  }
  const logIn = async () => {
    await go('/login')
    return go('/callback?code=c')
  }
  const session = async () => (await (await go('/api/session')).json()) as Session & { session: string }
  const revoke = async (id: string) => go(`/admin/sessions/${id}/revoke`, 'POST', 'admin')
  return { app, clock, state, jar, go, logIn, session, revoke, endOf: memory.endOf }
}

describe('logging in', () => {
  it('leads from the page to the IdP and back to the page', async () => {
    const { go, logIn, session, clock } = browser()
    expect((await go('/')).headers.get('location')).toBe('/orders/login')
    expect((await go('/login')).headers.get('location')).toMatch(/realms\/estate\/auth\?state=[\w-]+$/)
    const back = await logIn()
    expect([back.status, back.headers.get('location')]).toEqual([302, '/orders/'])
    const cookies = back.headers.getSetCookie().join('\n')
    expect(cookies).toMatch(/orders_session=[\w-]{43}; Path=\/orders; HttpOnly; Secure; SameSite=Lax/)
    const { session: id } = await session()
    expect(await session()).toEqual({
      user: '<clerk>',
      session: id,
      idpSession: 'sid-1',
      refreshedAtMs: clock.nowMs(),
    })
    const page = await (await go('/')).text()
    expect(page).toContain(`<main data-user="&lt;clerk&gt;" data-session="${id}">`)
  })

  it('is not finished by a browser that did not begin it, nor twice', async () => {
    const { go, jar } = browser()
    expect((await go('/callback?code=c')).status).toBe(400)
    await go('/login')
    const begun = new Map(jar)
    await go('/callback?code=c')
    for (const [name, value] of begun) jar.set(name, value)
    expect((await go('/callback?code=c')).status).toBe(400)
  })

  it('is unavailable with the IdP away', async () => {
    const { go, state } = browser()
    await go('/login')
    state.reachable = false
    expect((await go('/callback?code=c')).status).toBe(503)
    expect((await go('/login')).status).toBe(503)
  })
})

describe('a session over HTTP', () => {
  it('is none without the cookie', async () => {
    const { go } = browser()
    expect((await go('/api/session')).status).toBe(401)
    expect((await go('/api/refresh', 'POST')).status).toBe(401)
  })

  it('is refreshed on demand, and says so', async () => {
    const { go, logIn, session, clock, state } = browser()
    await logIn()
    clock.advance(5_000)
    const answer = await go('/api/refresh', 'POST')
    expect([answer.status, await answer.json()]).toMatchObject([200, { refreshedAtMs: clock.nowMs() }])
    state.reachable = false
    expect((await go('/api/refresh', 'POST')).status).toBe(503)
    expect(await session()).toMatchObject({ user: '<clerk>' })
    state.reachable = true
    state.refused = true
    expect((await go('/api/refresh', 'POST')).status).toBe(401)
    expect((await go('/api/session')).status).toBe(401)
  })

  it('is revoked by the operator alone', async () => {
    const { go, logIn, session, revoke, endOf } = browser()
    await logIn()
    const { session: id } = await session()
    expect((await go(`/admin/sessions/${id}/revoke`, 'POST', 'guess')).status).toBe(401)
    expect((await revoke('no-uuid')).status).toBe(404)
    expect((await revoke('00000000-0000-4000-8000-000000000000')).status).toBe(404)
    expect((await go('/api/session')).status).toBe(200)
    expect((await revoke(id)).status).toBe(200)
    expect(endOf(id)).toBe('revoked')
    expect((await go('/api/session')).status).toBe(401)
    expect((await revoke(id)).status).toBe(200)
  })
})

describe('a revoked session', () => {
  const revoked = async (...defects: string[]) => {
    const at = browser(...defects)
    await at.logIn()
    at.clock.advance(2_000)
    await at.revoke((await at.session()).session)
    return at
  }

  it('is not restored by the SSO cookie: a login page is shown', async () => {
    const { go, logIn } = await revoked()
    expect((await logIn()).headers.get('location')).toContain('prompt=login')
    expect((await go('/api/session')).status).toBe(401)
  })

  it('gives way to a new one after a fresh login, with the same IdP session', async () => {
    const { go, logIn, clock, state } = await revoked()
    await logIn()
    clock.advance(5_000)
    state.authenticatedAtMs = clock.nowMs()
    expect((await go('/callback?code=c')).headers.get('location')).toBe('/orders/')
    expect((await go('/api/session')).status).toBe(200)
  })

  it('comes back with the defect sso-restores-session', async () => {
    const { go, logIn } = await revoked('sso-restores-session')
    expect((await logIn()).headers.get('location')).toBe('/orders/')
    expect((await go('/api/session')).status).toBe(200)
  })

  it('is honoured for an hour with the defect session-cached', async () => {
    const { go, clock } = await revoked('session-cached')
    expect((await go('/api/session')).status).toBe(200)
    clock.advance(3_599_000)
    expect((await go('/')).status).toBe(200)
    clock.advance(10_000)
    expect((await go('/api/session')).status).toBe(401)
  })
})

describe('back-channel logout', () => {
  const event = 'http://schemas.openid.net/event/backchannel-logout'
  const logoutToken = (claims = {}, kid = 'k') =>
    new SignJWT({
      iss: issuer,
      aud: 'orders',
      jti: 'l-1',
      sid: 'sid-1',
      sub: 's-1',
      events: { [event]: {} },
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'logout+jwt' })
      .setIssuedAt()
      .sign(signing.privateKey)
  const attempt = async (claims = {}, kid?: string) => {
    const at = browser()
    await at.logIn()
    const body = new URLSearchParams({ logout_token: await logoutToken(claims, kid) })
    const { status } = await at.app.request('/orders/backchannel-logout', { method: 'POST', body })
    return [status, (await at.go('/api/session')).status]
  }

  it.each([
    ['by session and subject', {}],
    ['by session', { sub: undefined }],
    ['by subject', { sid: undefined }],
  ])('ends a session %s', async (_, claims) => expect(await attempt(claims)).toEqual([200, 401]))

  it('of another session ends nothing', async () =>
    expect(await attempt({ sid: 'sid-2' })).toEqual([200, 200]))

  it.each([
    ['for another client', { aud: 'ledger' }],
    ['of another issuer', { iss: 'https://elsewhere.test' }],
    ['without the event', { events: {} }],
    ['that is an ID token', { nonce: 'n' }],
    ['of nobody', { sid: undefined, sub: undefined }],
    ['without an id', { jti: undefined }],
    ['signed by a stranger', {}, 'other'],
  ])('%s is refused', async (_, claims, kid?: string) =>
    expect(await attempt(claims, kid)).toEqual([400, 200]),
  )

  it('cannot be told without keys', async () => expect(await attempt({}, 'away')).toEqual([503, 200]))

  it('without a token is refused', async () => {
    const answer = await browser().app.request('/orders/backchannel-logout', { method: 'POST' })
    expect(answer.status).toBe(400)
  })
})
