import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { kept } from '../../harness/workloads/vault/kept.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

const call = { signal: new AbortController().signal }
const granted = (issuedMs: number) => ({
  result: { outcome: 'granted' as const },
  given: { issuedMs, expiresMs: issuedMs + 10_000 },
})
const unavailable = { result: { outcome: 'unavailable' as const } }

describe('what a client holds', () => {
  test('is renewed from half of its life on, and not before', async () => {
    const renew = vi.fn(async () => granted(Date.now()))
    const { tend, held } = kept(granted(0).given, renew)
    vi.setSystemTime(4_900)
    await tend(call)
    expect(renew).not.toHaveBeenCalled()
    vi.setSystemTime(5_000)
    await tend(call)
    expect(held().expiresMs).toBe(15_000)
  })

  test('lives on when it cannot be renewed, and is not asked for again once it has ended', async () => {
    const renew = vi.fn(async () => unavailable)
    const lost = vi.fn()
    const { tend, held } = kept(granted(0).given, renew, { lost })
    vi.setSystemTime(6_000)
    await tend(call)
    expect(held().expiresMs).toBe(10_000)
    expect(lost).toHaveBeenCalledOnce()
    renew.mockRejectedValue(new Error('ECONNREFUSED'))
    await tend(call)
    vi.setSystemTime(10_000)
    await tend(call)
    expect(renew).toHaveBeenCalledTimes(2)
  })

  test('is renewed by one call at a time', async () => {
    const renewal = Promise.withResolvers<typeof unavailable>()
    const renew = vi.fn(() => renewal.promise)
    const { tend } = kept(granted(0).given, renew)
    vi.setSystemTime(6_000)
    const both = [tend(call), tend(call)]
    renewal.resolve(unavailable)
    await Promise.all(both)
    expect(renew).toHaveBeenCalledOnce()
  })
})
