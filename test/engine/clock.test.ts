import { expect, test } from 'vitest'
import { monotonicClock, until } from '../../harness/engine/clock.ts'

test('nothing begins before its time, not even by the fraction of a millisecond', async () => {
  const clock = monotonicClock()
  clock.start()
  const early = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const atMs = clock.nowMs() + 5 + index * 0.9
      await until(clock, atMs, new AbortController().signal)
      return clock.nowMs() < atMs ? [atMs, clock.nowMs()] : []
    }),
  )
  expect(early.flat()).toEqual([])
})
