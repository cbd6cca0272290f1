import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CachedSigningKeys } from '../../../docker/reference/services/common/signing-keys.ts'
import { testClock } from '../clock.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

const jwk = async (kid: string) => ({
  ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)),
  ...{ kid, alg: 'ES256', use: 'sig' },
})
const old = await jwk('old')
const fresh = await jwk('fresh')
const named = (kid: string) => ({ alg: 'ES256', kid })

/** A key set whose source can be cut, slowed and changed. */
function source() {
  const clock = testClock()
  const state: { set: JSONWebKeySet; cut: boolean; fetches: number; hold?: Promise<void> } = {
    ...{ set: { keys: [old] }, cut: false, fetches: 0 },
  }
  const keys = new CachedSigningKeys({
    ...{ cacheMs: 10_000, graceMs: 60_000, nowMs: clock.nowMs },
    fetchKeys: async () => {
      state.fetches += 1
      await state.hold
      if (state.cut) throw new TypeError('fetch failed')
      return state.set
    },
  })
  const kindOf = async (kid: string) => (await keys.keyFor(named(kid))).kind
  return { clock, state, keys, kindOf }
}

describe('signing keys', () => {
  it('are fetched once for everybody who waits', async () => {
    const { state, kindOf } = source()
    expect(await Promise.all([kindOf('old'), kindOf('old'), kindOf('old')])).toEqual(['key', 'key', 'key'])
    expect(state.fetches).toBe(1)
  })

  it('answer at once when they are stale, and are renewed behind the request', async () => {
    const { clock, state, kindOf } = source()
    await kindOf('old')
    clock.advance(10_001)
    let release = () => {}
    state.hold = new Promise((resolve) => {
      release = resolve
    })
    expect(await kindOf('old')).toBe('key')
    expect(state.fetches).toBe(2)
    release()
  })

  it('drop a key that the IdP removed, once they are due and freshened', async () => {
    const { clock, state, keys, kindOf } = source()
    await kindOf('old')
    state.set = { keys: [fresh] }
    await keys.freshen()
    expect(await kindOf('old')).toBe('key')
    clock.advance(10_000)
    await keys.freshen()
    expect(await kindOf('old')).toBe('unknown')
    expect(await kindOf('fresh')).toBe('key')
  })

  it('are asked for an unknown kid, but not again within the cooldown', async () => {
    const { clock, state, kindOf } = source()
    await kindOf('old')
    expect(await kindOf('fresh')).toBe('unknown')
    expect(state.fetches).toBe(1)
    clock.advance(5_000)
    state.set = { keys: [old, fresh] }
    expect(await kindOf('fresh')).toBe('key')
    expect(state.fetches).toBe(2)
  })

  it('cannot tell about an unknown kid while the IdP is away', async () => {
    const { clock, state, keys, kindOf } = source()
    await kindOf('old')
    clock.advance(5_000)
    state.cut = true
    expect(await kindOf('fresh')).toBe('unavailable')
    expect(await kindOf('old')).toBe('key')
    expect(keys.failing()).toBe(true)
    state.cut = false
    clock.advance(1_000)
    expect(await kindOf('fresh')).toBe('unknown')
    expect(keys.failing()).toBe(false)
  })

  it('do not cost a time-out for every request of an outage', async () => {
    const { state, kindOf } = source()
    state.cut = true
    expect(await kindOf('old')).toBe('unavailable')
    expect(await kindOf('old')).toBe('unavailable')
    expect(state.fetches).toBe(1)
  })

  it('serve for their grace and not longer', async () => {
    const { clock, state, kindOf } = source()
    await kindOf('old')
    state.cut = true
    clock.advance(60_000)
    expect(await kindOf('old')).toBe('key')
    clock.advance(1_000)
    expect(await kindOf('old')).toBe('unavailable')
    clock.advance(1_000)
    state.cut = false
    expect(await kindOf('old')).toBe('key')
  })
})
