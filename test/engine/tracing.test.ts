import { describe, expect, test } from 'vitest'
import { edgeCalls } from '../../harness/engine/tracing/edge-calls.ts'
import type { Line } from '../../harness/engine/tracing/line.ts'
import { sampled } from '../../harness/engine/tracing/sampled.ts'
import { attempt, historyOf, logged } from '../diagnosis/history.ts'
import { fakePlan } from './fake-stack.ts'

const plan = fakePlan()
const { fromMs } = plan.phases[0] ?? { fromMs: 0 }
const tried = (requestId: string) => attempt({ requestId, beganMs: fromMs, endMs: fromMs + 1 })
const lines = (...calls: readonly Line[]) => new Map([['r-1', calls]])

describe('of many failures', () => {
  test('the first and the last of each equal row are traced', () => {
    const outcomes = [
      'granted',
      'unavailable',
      'unavailable',
      'unavailable',
      'denied',
      'granted',
      'denied',
    ] as const
    const history = historyOf(
      ...outcomes.map((outcome, index) => attempt({ outcome, requestId: `r-${index}` })),
    )
    expect(sampled(history).map(({ requestId }) => requestId)).toEqual(['r-1', 'r-3', 'r-4', 'r-6'])
  })

  test('no more than a bound are traced, spread over the run', () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      attempt({ status: index % 2 ? 500 : 503, requestId: `r-${index}` }),
    )
    const found = sampled(historyOf(...many))
    expect(found.length).toBe(240)
    expect(found.at(-1)?.seq).toBeGreaterThan(1_900)
  })
})

describe('the requests of an edge', () => {
  const history = historyOf(tried('r-1'))
  const edge = (from: string, to: string, ...calls: readonly Line[]) =>
    edgeCalls(history, plan, lines(...calls)).find((one) => one.from === from && one.to === to)

  test('are counted as often as they were tried, also where the callee logs nothing', () => {
    const failed = logged('orders', { kind: 'failed', caller: 'orders', dependency: 'idp' })
    expect(edge('orders', 'idp', ...Array.from({ length: 10 }, () => failed))).toMatchObject({
      ...{ requests: 1, tries: 10, most: 10, passed: 0, lost: 0 },
    })
    const arrived = logged('idp', { caller: 'orders' })
    expect(edge('orders', 'idp', arrived, arrived)).toMatchObject({ requests: 1, tries: 2, most: 2 })
  })

  test('are lost where the one side passed them on and the other knows nothing of them', () => {
    const gateway = logged('gateway', { caller: 'people', backend: 'orders', termination: '--', status: 200 })
    expect(edge('gateway', 'orders', gateway)).toMatchObject({ passed: 1, lost: 1, lostIds: ['r-1'] })
    expect(edge('gateway', 'orders', gateway, logged('orders'))).toMatchObject({ passed: 1, lost: 0 })
    const asking = logged('ledger', { asked: ['idp'], status: 200 })
    expect(edge('ledger', 'idp', asking)).toMatchObject({ passed: 1, lost: 1 })
    const failed = logged('ledger', { kind: 'failed', caller: 'ledger', dependency: 'idp' })
    expect(edge('ledger', 'idp', asking, failed)).toMatchObject({ passed: 0, lost: 0, tries: 1 })
  })
})
