import { expect, test } from 'vitest'
import { onRunClock, probe } from '../../harness/workloads/probe.ts'

const context = () => ({ signal: new AbortController().signal, requestId: 'r1', nowMs: () => 1_000 })

test('an attempt that heeds no signal ends with its patience', async () => {
  const stuck = () => new Promise<never>(() => {})
  const unavailable = probe({ access: 'a', everyMs: 100, patienceMs: 50, attempt: stuck })
  expect(await unavailable.attempt(context())).toEqual({
    requestId: 'r1',
    outcome: 'unavailable',
    status: 'TIMEOUT',
    layer: 'transport',
  })
  const acting = probe({ access: 'a', everyMs: 100, patienceMs: 50, acting: true, attempt: stuck })
  expect((await acting.attempt(context())).outcome).toBe('indeterminate')
  expect(unavailable.timeoutMs).toBeGreaterThan(50)
})

test('what an attempt throws is an outcome', async () => {
  const failing = probe({
    access: 'a',
    everyMs: 100,
    attempt: async () => {
      throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
    },
  })
  expect(await failing.attempt(context())).toMatchObject({ outcome: 'unavailable', layer: 'reachability' })
})

test('the end of the run ends an attempt', async () => {
  const run = new AbortController()
  const waiting = probe({ access: 'a', everyMs: 100, attempt: () => new Promise<never>(() => {}) })
  const attempt = waiting.attempt({ ...context(), signal: run.signal })
  run.abort()
  expect((await attempt).outcome).toBe('unavailable')
})

test('an expiry on the wall is one on the clock of the run', () => {
  expect(Math.abs(onRunClock(Date.now() + 500, context()) - 1_500)).toBeLessThan(20)
})
