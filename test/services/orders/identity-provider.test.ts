import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Outbound } from '../../../docker/reference/services/common/outbound.ts'
import { OidcProvider } from '../../../docker/reference/services/orders/identity-provider.ts'
import { issuer, tokenMint } from '../idp-tokens.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const mint = await tokenMint()
const redirectUri = 'https://gateway.estate.test:9443/orders/callback'
const login = { state: 'state-1', nonce: 'nonce-1', verifier: 'v'.repeat(43) }
const callback = (query: string) => new URL(`${redirectUri}?${query}&iss=${encodeURIComponent(issuer)}`)
const metadata = {
  ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
  id_token_signing_alg_values_supported: ['ES256'],
}

function provider(token: () => Promise<Response> | Response = () => new Response('', { status: 500 })) {
  const state = { reachable: true, discoveries: 0 }
  const asked: URLSearchParams[] = []
  const call: Outbound = async (url, init) => {
    if (!state.reachable) throw new TypeError('fetch failed')
    if (url.endsWith('/.well-known/openid-configuration')) {
      state.discoveries += 1
      return Response.json(metadata)
    }
    asked.push(new URLSearchParams(String(init?.body)))
    return token()
  }
  return { state, asked, idp: new OidcProvider({ issuer, clientSecret: () => 'secret', redirectUri, call }) }
}

const tokens = async (claims = {}) => {
  const now = Math.floor(Date.now() / 1000)
  const usual = { aud: 'orders', nonce: 'nonce-1', sid: 'sid-1', preferred_username: 'clerk', auth_time: now }
  const id_token = await mint.token({ ...usual, ...claims })
  return Response.json({ access_token: 'a', token_type: 'Bearer', refresh_token: 'r-1', id_token })
}

describe('the way to the IdP', () => {
  it('is found when it is first needed, and again until the IdP answers', async () => {
    const { idp, state } = provider()
    state.reachable = false
    expect(await idp.loginUrl(login, false)).toBeUndefined()
    state.reachable = true
    expect(await idp.loginUrl(login, false)).toContain(`${issuer}/auth`)
    state.reachable = false
    expect(await idp.loginUrl(login, false)).toContain(`${issuer}/auth`)
    expect(state.discoveries).toBe(1)
  })

  it('asks for code, PKCE, state, nonce and the time of authentication', async () => {
    const url = new URL((await provider().idp.loginUrl(login, false)) ?? '')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{
        client_id: 'orders',
        response_type: 'code',
        redirect_uri: redirectUri,
        state: 'state-1',
        nonce: 'nonce-1',
      },
      ...{
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        max_age: expect.any(String),
      },
    })
    expect(url.searchParams.has('prompt')).toBe(false)
  })

  it('asks for a fresh login where one is needed', async () => {
    const url = new URL((await provider().idp.loginUrl(login, true)) ?? '')
    expect(url.searchParams.get('prompt')).toBe('login')
  })
})

describe('a finished login', () => {
  it('tells who it is, and since when', async () => {
    const authenticated = Math.floor(Date.now() / 1000) - 60
    const { idp, asked } = provider(() => tokens({ auth_time: authenticated }))
    expect(await idp.finishLogin(callback('code=c&state=state-1'), login)).toEqual({
      kind: 'ok',
      value: {
        ...{ user: 'clerk', subject: 'someone', idpSession: 'sid-1', refreshToken: 'r-1' },
        authenticatedAtMs: authenticated * 1000,
      },
    })
    expect(asked[0]?.get('code_verifier')).toBe(login.verifier)
    expect(asked[0]?.get('redirect_uri')).toBe(redirectUri)
  })

  it.each([
    ['a wrong state', 'code=c&state=other', {}],
    ['an error of the IdP', 'error=access_denied&state=state-1', {}],
    ['a wrong nonce', 'code=c&state=state-1', { nonce: 'other' }],
    ['a token for somebody else', 'code=c&state=state-1', { aud: 'ledger' }],
    ['a token of another issuer', 'code=c&state=state-1', { iss: 'https://elsewhere.test' }],
    ['no IdP session', 'code=c&state=state-1', { sid: undefined }],
    ['no time of authentication', 'code=c&state=state-1', { auth_time: undefined }],
  ])('is none with %s', async (_, query, claims) => {
    const { idp } = provider(() => tokens(claims))
    expect((await idp.finishLogin(callback(query), login)).kind).not.toBe('ok')
  })

  it('is unavailable, not refused, when the IdP fails', async () => {
    const { idp } = provider(() => new Response('oops', { status: 502 }))
    expect(await idp.finishLogin(callback('code=c&state=state-1'), login)).toEqual({ kind: 'unavailable' })
  })
})

describe('a refresh', () => {
  const fail = (status: number, error: string) => () => Response.json({ error }, { status })
  it.each([
    ['ok', () => Response.json({ access_token: 'a', token_type: 'Bearer', refresh_token: 'r-2' })],
    ['refused', fail(400, 'invalid_grant')],
    ['unavailable', fail(401, 'invalid_client')],
    ['unavailable', fail(503, 'temporarily_unavailable')],
    ['unavailable', () => new Response('<html>', { status: 502 })],
    ['unavailable', () => new Response('<html>', { status: 200 })],
    [
      'unavailable',
      () => {
        throw new TypeError('fetch failed')
      },
    ],
  ])('is %s', async (kind, reply) => {
    const answer = await provider(reply).idp.refresh('r-1')
    expect(answer).toEqual(kind === 'ok' ? { kind, value: 'r-2' } : { kind })
  })
})
