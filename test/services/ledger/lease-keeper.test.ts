import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LeaseKeeper } from '../../../docker/reference/services/ledger/lease-keeper.ts'
import type { Lease, Vault, VaultAnswer } from '../../../docker/reference/services/ledger/vault.ts'
import { testClock } from '../clock.ts'

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => vi.restoreAllMocks())

type Fate = 'well' | 'unavailable' | 'refused'

/** A vault that grants 60 s tokens and 40 s leases, and can be cut or made to refuse renewals. */
function keeping() {
  const clock = testClock()
  const state: { vault: Fate; renewals: Fate; renewedMs?: number } = { vault: 'well', renewals: 'well' }
  const calls: string[] = []
  const leases: Lease[] = []
  const answer = <T>(name: string, fate: Fate, value: T): Promise<VaultAnswer<T>> => {
    calls.push(name)
    const worst = state.vault === 'well' ? fate : state.vault
    return Promise.resolve(worst === 'well' ? { ok: true, value } : { ok: false, why: worst })
  }
  const vault: Vault = {
    login: () => answer('login', 'well', { token: `token-${calls.length}`, ttlMs: 60_000 }),
    lease: () =>
      answer('lease', 'well', {
        id: `lease-${leases.length + 1}`,
        ttlMs: 40_000,
        user: 'v-1',
        password: 'p',
      }),
    renewToken: () => answer('renew-token', state.renewals, state.renewedMs ?? 60_000),
    renewLease: () => answer('renew-lease', state.renewals, state.renewedMs ?? 40_000),
  }
  const keeper = new LeaseKeeper({ vault, onLease: (lease) => leases.push(lease), nowMs: clock.nowMs })
  const taken = () => calls.splice(0)
  return { clock, state, leases, keeper, taken }
}

describe('the lease keeper', () => {
  it('logs in, leases, and comes back at half of the shorter life', async () => {
    const { keeper, leases, taken } = keeping()
    expect(await keeper.step()).toBe(20_000)
    expect(taken()).toEqual(['login', 'lease'])
    expect(leases.map(({ id }) => id)).toEqual(['lease-1'])
  })

  it('renews lease and token when each is due', async () => {
    const { keeper, clock, leases, taken } = keeping()
    clock.advance(await keeper.step())
    taken()
    clock.advance(await keeper.step())
    expect(taken()).toEqual(['renew-lease'])
    await keeper.step()
    expect(taken()).toEqual(['renew-token'])
    expect(leases).toHaveLength(1)
  })

  it('keeps what it has while the vault is away, and asks every second', async () => {
    const { keeper, clock, state, leases, taken } = keeping()
    clock.advance(await keeper.step())
    taken()
    state.vault = 'unavailable'
    expect(await keeper.step()).toBe(1_000)
    clock.advance(1_000)
    expect(await keeper.step()).toBe(1_000)
    state.vault = 'well'
    expect(await keeper.step()).toBeGreaterThan(1_000)
    expect(taken()).toEqual(['renew-lease', 'renew-lease', 'renew-lease'])
    expect(leases).toHaveLength(1)
  })

  it('gets both anew when a renewal is refused', async () => {
    const { keeper, clock, state, leases, taken } = keeping()
    clock.advance(await keeper.step())
    taken()
    state.renewals = 'refused'
    await keeper.step()
    expect(taken()).toEqual(['renew-lease', 'login', 'lease'])
    expect(leases.map(({ id }) => id)).toEqual(['lease-1', 'lease-2'])
  })

  it('gets both anew before the longest life of a lease is over', async () => {
    const { keeper, clock, state, leases } = keeping()
    clock.advance(await keeper.step())
    state.renewedMs = 10_000
    await keeper.step()
    expect(leases).toHaveLength(2)
  })

  it('gets a lease anew that the database refuses, once', async () => {
    const { keeper, leases } = keeping()
    await keeper.step()
    keeper.distrust('lease-1')
    await keeper.step()
    keeper.distrust('lease-1')
    await keeper.step()
    expect(leases).toHaveLength(2)
  })

  it('comes up whenever the vault does, without being asked, and stops on its signal', async () => {
    vi.useFakeTimers()
    const { keeper, state, leases, taken } = keeping()
    state.vault = 'unavailable'
    const stop = new AbortController()
    const running = keeper.run(stop.signal)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(leases).toHaveLength(0)
    state.vault = 'well'
    await vi.advanceTimersByTimeAsync(1_000)
    expect(leases).toHaveLength(1)
    keeper.distrust('lease-1')
    await vi.advanceTimersByTimeAsync(1)
    expect(leases).toHaveLength(2)
    stop.abort()
    await running
    taken()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(taken()).toEqual([])
    vi.useRealTimers()
  })
})
