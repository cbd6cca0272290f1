import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../../../docker/reference/services/orders/identity-provider.ts'
import { SessionRefresh } from '../../../docker/reference/services/orders/session-refresh.ts'
import { testClock } from '../clock.ts'
import { memorySessions } from './memory-sessions.ts'

afterEach(() => void vi.useRealTimers())

/** A session refreshed just now, at an IdP whose tokens rotate: each is good once. */
async function session(...defects: string[]) {
  const clock = testClock()
  const { store, endOf } = memorySessions()
  const cookieHash = Buffer.from('cookie')
  const first = {
    user: 'clerk',
    subject: 's-1',
    idpSession: 'sid-1',
    refreshToken: 'r-1',
    refreshedAtMs: clock.nowMs(),
  }
  const id = await store.create({ cookieHash, ...first })
  const state: { fate: 'well' | 'unavailable' | 'refused'; good: number; hold?: Promise<void> } = {
    fate: 'well',
    good: 1,
  }
  const ask = vi.fn(async (refreshToken: string): Promise<Answer<string>> => {
    await state.hold
    if (state.fate !== 'well') return { kind: state.fate }
    if (refreshToken !== `r-${state.good}`) return { kind: 'refused' }
    return { kind: 'ok', value: `r-${++state.good}` }
  })
  const idp = {
    refresh: ask,
    loginUrl: async () => undefined,
    finishLogin: async () => ({ kind: 'unavailable' }) as const,
  }
  const options = { refreshMs: 10_000, graceMs: 180_000, defects: new Set(defects), nowMs: clock.nowMs }
  const refresh = new SessionRefresh({ idp, sessions: store, ...options })
  const now = async () => {
    const found = await store.find(cookieHash)
    if (!found) throw new TypeError('the session ended')
    return found
  }
  return { clock, store, state, ask, refresh, now, end: () => endOf(id) }
}

describe('a session', () => {
  it('is used without the IdP while its tokens are fresh', async () => {
    const { clock, refresh, now, ask } = await session()
    clock.advance(9_999)
    expect(await refresh.usable(await now())).toBe(true)
    expect(ask).not.toHaveBeenCalled()
  })

  it('is refreshed behind the request when they are not', async () => {
    const { clock, refresh, now, state } = await session()
    clock.advance(10_000)
    let release = () => {}
    state.hold = new Promise((resolve) => {
      release = resolve
    })
    expect(await refresh.usable(await now())).toBe(true)
    release()
    await vi.waitFor(async () => expect((await now()).refreshToken).toBe('r-2'))
  })

  it('is refreshed once by many requests, also by one that read it before', async () => {
    const { clock, refresh, now, ask } = await session()
    clock.advance(10_000)
    const read = await now()
    expect(await Promise.all([refresh.refresh(read), refresh.refresh(read)])).toEqual([
      'refreshed',
      'refreshed',
    ])
    expect(await refresh.refresh(read)).toBe('refreshed')
    expect(ask).toHaveBeenCalledTimes(1)
    expect(await refresh.refresh(await now())).toBe('refreshed')
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('goes on for its grace while refresh is unavailable, and comes back after it', async () => {
    const { clock, refresh, now, state, end } = await session()
    state.fate = 'unavailable'
    clock.advance(179_999)
    expect(await refresh.usable(await now())).toBe(true)
    expect(await refresh.refresh(await now())).toBe('unavailable')
    clock.advance(1)
    expect(await refresh.usable(await now())).toBe(false)
    expect(end()).toBeUndefined()
    state.fate = 'well'
    expect(await refresh.usable(await now())).toBe(true)
  })

  it('ends when refresh is refused, within its grace too', async () => {
    const { clock, refresh, now, state, end } = await session()
    clock.advance(10_000)
    state.fate = 'refused'
    expect(await refresh.refresh(await now())).toBe('ended')
    expect(end()).toBe('refresh-refused')
    await expect(now()).rejects.toThrow('the session ended')
  })

  it('is not brought back by a refresh that was on its way when it was revoked', async () => {
    const { refresh, now, state, store } = await session()
    let release = () => {}
    state.hold = new Promise((resolve) => {
      release = resolve
    })
    const read = await now()
    const outcome = refresh.refresh(read)
    await store.revoke(read.id, 0)
    release()
    expect(await outcome).toBe('ended')
    await expect(now()).rejects.toThrow('the session ended')
  })

  it('does not lose a rotated token that could not be saved', async () => {
    const { clock, refresh, now, store, ask } = await session()
    clock.advance(10_000)
    const save = vi.spyOn(store, 'refreshed').mockRejectedValueOnce(new TypeError('database away'))
    await expect(refresh.refresh(await now())).rejects.toThrow('database away')
    expect(await refresh.refresh(await now())).toBe('refreshed')
    expect((await now()).refreshToken).toBe('r-2')
    expect([save.mock.calls.length, ask.mock.calls.length]).toEqual([2, 1])
  })

  it('is waited for two seconds, and what comes later is kept', async () => {
    vi.useFakeTimers()
    const { refresh, now, state } = await session()
    let release = () => {}
    state.hold = new Promise((resolve) => {
      release = resolve
    })
    const outcome = refresh.refresh(await now())
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await outcome).toBe('unavailable')
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect((await now()).refreshToken).toBe('r-2')
  })

  it('asks an IdP that is away at most once a second', async () => {
    const { clock, refresh, now, state, ask } = await session()
    state.fate = 'unavailable'
    clock.advance(10_000)
    for (let request = 0; request < 3; request += 1) {
      await refresh.usable(await now())
      await vi.waitFor(() => expect(ask).toHaveBeenCalled())
    }
    expect(ask).toHaveBeenCalledTimes(1)
    clock.advance(1_000)
    await refresh.usable(await now())
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2))
  })

  it('is dropped in an outage with the defect drops-session-on-outage', async () => {
    const { clock, refresh, now, state, end } = await session('drops-session-on-outage')
    clock.advance(10_000)
    state.fate = 'unavailable'
    expect(await refresh.refresh(await now())).toBe('ended')
    expect(end()).toBe('refresh-unavailable')
  })
})
