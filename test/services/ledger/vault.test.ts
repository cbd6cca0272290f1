import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OpenBao } from '../../../docker/reference/services/ledger/vault.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const client = (reply: () => Response, approle = '{"role_id":"r","secret_id":"s"}') => {
  const call = vi.fn(async (_url: string, _init?: RequestInit) => reply())
  return { call, vault: new OpenBao({ url: 'https://vault.estate.test:8200', approle: () => approle, call }) }
}

describe('the vault client', () => {
  it('logs in with its role and tells lifetimes in milliseconds', async () => {
    const { vault, call } = client(() => Response.json({ auth: { client_token: 't', lease_duration: 60 } }))
    expect(await vault.login()).toEqual({ ok: true, value: { token: 't', ttlMs: 60_000 } })
    expect(call.mock.calls[0]?.[0]).toBe('https://vault.estate.test:8200/v1/auth/approle/login')
    expect(call.mock.calls[0]?.[1]?.body).toBe('{"role_id":"r","secret_id":"s"}')
  })

  it('leases credentials', async () => {
    const data = { username: 'v-ledger', password: 'p' }
    const { vault, call } = client(() => Response.json({ lease_id: 'l', lease_duration: 30, data }))
    expect(await vault.lease('t')).toEqual({
      ok: true,
      value: { id: 'l', ttlMs: 30_000, user: 'v-ledger', password: 'p' },
    })
    expect(new Headers(call.mock.calls[0]?.[1]?.headers).get('x-vault-token')).toBe('t')
  })

  it.each([
    [400, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [200, 'unavailable'],
  ])('takes an unusable answer %i as %s', async (status, why) => {
    const { vault } = client(() => Response.json({}, { status }))
    expect(await vault.renewToken('t')).toEqual({ ok: false, why })
    expect(await vault.renewLease('t', 'l')).toEqual({ ok: false, why })
  })

  it('takes silence as unavailable', async () => {
    const { vault } = client(() => {
      throw new DOMException('timed out', 'TimeoutError')
    })
    expect(await vault.lease('t')).toEqual({ ok: false, why: 'unavailable' })
  })

  it('is refused without a readable role', async () => {
    const { vault, call } = client(() => Response.json({}), 'broken')
    expect(await vault.login()).toEqual({ ok: false, why: 'refused' })
    expect(call).not.toHaveBeenCalled()
  })
})
