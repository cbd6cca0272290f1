import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { introspect } from '../../../docker/reference/services/ledger/introspection.ts'
import { testClock } from '../clock.ts'
import { issuer } from '../idp-tokens.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const active = { active: true, iss: issuer, aud: ['ledger', 'account'], client_id: 'billing-batch' }

function asking(reply: () => Response, { defects = [] as readonly string[], cacheMs = 0 } = {}) {
  const clock = testClock()
  const state = { reply }
  const call = vi.fn(async (_url: string, _init?: RequestInit) => state.reply())
  const ask = introspect({
    ...{ issuer, call, cacheMs, defects: new Set(defects), nowMs: clock.nowMs },
    clientSecret: () => 'its secret',
  })
  return { clock, state, call, ask }
}

describe('introspection', () => {
  const cases: readonly (readonly [string, string, () => Response])[] = [
    ['granted', 'token-active', () => Response.json(active)],
    ['granted', 'token-active', () => Response.json({ ...active, aud: 'ledger' })],
    ['refused', 'token-inactive', () => Response.json({ active: false })],
    ['refused', 'claim-aud', () => Response.json({ ...active, aud: 'orders' })],
    ['refused', 'claim-aud', () => Response.json({ active: true })],
    ['refused', 'claim-iss', () => Response.json({ ...active, iss: 'https://elsewhere.test' })],
    ['unavailable', 'introspection-unavailable', () => Response.json({ active: 'yes' })],
    ['unavailable', 'introspection-unavailable', () => Response.json({})],
    ['unavailable', 'introspection-unavailable', () => new Response('<html>', { status: 200 })],
    ['unavailable', 'introspection-unavailable', () => Response.json(active, { status: 500 })],
    ['unavailable', 'introspection-unavailable', () => Response.json(active, { status: 201 })],
    ['unavailable', 'introspection-unavailable', () => new Response('', { status: 401 })],
    [
      'unavailable',
      'introspection-unavailable',
      () => {
        throw new TypeError('fetch failed')
      },
    ],
  ]
  it.each(cases)('%s: %s', async (kind, reason, reply) => {
    expect(await asking(reply).ask('token')).toEqual({ kind, reason })
  })

  it('asks as the client ledger, with the token in the body and not in the address', async () => {
    const { ask, call } = asking(() => Response.json(active))
    await ask('the-token')
    const [url, init] = call.mock.calls[0] ?? []
    expect(url).toBe(`${issuer}/protocol/openid-connect/token/introspect`)
    expect(new Headers(init?.headers).get('authorization')).toBe(
      `Basic ${Buffer.from('ledger:its%20secret').toString('base64')}`,
    )
    expect(String(init?.body)).toContain('token=the-token')
  })

  it('hears of a revocation at once when nothing is cached', async () => {
    const { ask, state } = asking(() => Response.json(active))
    await ask('token')
    state.reply = () => Response.json({ active: false })
    expect(await ask('token')).toMatchObject({ kind: 'refused' })
  })

  it('reuses an active answer for the declared time, and only for the same token', async () => {
    const { ask, call, clock } = asking(() => Response.json(active), { cacheMs: 1_000 })
    await ask('token')
    await ask('token')
    await ask('other')
    expect(call).toHaveBeenCalledTimes(2)
    clock.advance(1_000)
    await ask('token')
    expect(call).toHaveBeenCalledTimes(3)
  })
})

describe('seeded defects', () => {
  it('introspection-error-is-active takes a failure as a yes, but a no as a no', async () => {
    const { ask, state } = asking(() => new Response('', { status: 503 }), {
      defects: ['introspection-error-is-active'],
    })
    expect(await ask('token')).toEqual({ kind: 'granted', reason: 'introspection-failed' })
    state.reply = () => Response.json({ active: false })
    expect(await ask('token')).toMatchObject({ kind: 'refused' })
  })

  it('introspection-cached honours a revoked token for an hour', async () => {
    const { ask, state, clock } = asking(() => Response.json(active), { defects: ['introspection-cached'] })
    await ask('token')
    state.reply = () => Response.json({ active: false })
    clock.advance(3_599_999)
    expect(await ask('token')).toMatchObject({ kind: 'granted' })
    clock.advance(1)
    expect(await ask('token')).toMatchObject({ kind: 'refused' })
  })
})
