import { describe, expect, test } from 'vitest'
import type { Fact } from '../../harness/model/record.ts'
import type { EdgeCalls } from '../../harness/model/trace.ts'
import { alertLayer } from '../../harness/oracles/alert-layer.ts'
import type { Oracle } from '../../harness/oracles/oracle.ts'
import { requestTrail } from '../../harness/oracles/request-trail.ts'
import { retryAmplification } from '../../harness/oracles/retry-amplification.ts'
import { attempt, contact, historyOf, logged, trace } from '../diagnosis/history.ts'
import { plan as synthetic } from './synthetic-plan.ts'

/** A plan without faults: what bars all findings alike is tried elsewhere. */
const plan = { ...synthetic, faults: [], amplification: 3, alerted: 'security-operations (pager)' }
const ended: Fact = { type: 'run.ended', status: 'completed', clean: true }

const judged = (oracle: Oracle, ...facts: readonly Fact[]) => {
  const { verdict, reasons } = oracle.judge(historyOf(...facts, ended), plan)
  return [verdict, reasons[0]?.code]
}

const edge = (of: Partial<EdgeCalls> = {}): EdgeCalls => ({
  ...{ type: 'edge.calls', from: 'orders', to: 'idp', phase: 'during', requests: 10, tries: 10, most: 1 },
  ...{ passed: 10, lost: 0, lostIds: [], ...of },
})

test('none of them judges a plan from before there were diagnoses', () => {
  for (const oracle of [alertLayer, requestTrail, retryAmplification])
    expect([oracle.applies?.(synthetic), oracle.applies?.(plan)]).toEqual([false, true])
})

describe('the trail of requests', () => {
  test('is kept, is broken, or was not seen', () => {
    expect(judged(requestTrail, edge())).toEqual(['passed', 'trail-kept'])
    expect(judged(requestTrail, edge({ lost: 10, lostIds: ['r-1'] }))).toEqual(['failed', 'trail-broken'])
    expect(judged(requestTrail, edge({ from: 'machines', passed: 0 }))).toEqual(['passed', 'trail-kept'])
    expect(judged(requestTrail)).toEqual(['inconclusive', 'trail-not-observed'])
  })

  test('is not broken by a line that a killed service could not write', () => {
    expect(judged(requestTrail, edge({ lost: 1 }))).toEqual(['passed', 'trail-kept'])
  })
})

describe('retries', () => {
  const before = edge({ phase: 'before', requests: 5, tries: 20 })

  test('are bounded, a storm, or were not seen', () => {
    expect(judged(retryAmplification, edge({ to: 'orders' }), edge())).toEqual(['passed', 'retries-bounded'])
    expect(judged(retryAmplification, edge({ to: 'orders' }), edge({ tries: 100, most: 10 }))).toEqual([
      ...['failed', 'retry-storm'],
    ])
    expect(judged(retryAmplification)).toEqual(['inconclusive', 'retries-not-observed'])
  })

  test('are counted against how often the same way was gone before', () => {
    expect(judged(retryAmplification, before, edge({ tries: 40 }))).toEqual(['passed', 'retries-bounded'])
    expect(judged(retryAmplification, before, edge({ tries: 130 }))).toEqual(['failed', 'retry-storm'])
  })
})

describe('alerts', () => {
  const failure = [
    attempt({ status: 503, contacts: [contact('gateway', { status: 503 })] }),
    trace(
      1,
      logged('ledger', { status: 503, dependency: 'idp', layer: 'reachability', code: 'ECONNREFUSED' }),
      ...[9_000, 10_100, 13_000].map((atMs) =>
        logged('ledger', {
          kind: 'failed',
          caller: 'ledger',
          dependency: 'idp',
          layer: 'reachability',
          atMs,
        }),
      ),
    ),
  ]
  const alert = (layer: string): Fact => ({
    ...{ type: 'alert.received', receivedMs: 10_500, from: 'ledger', alert: 'dependency-failed' },
    ...{ dependency: 'idp', layer },
  })

  test('name the layer, or call a cut network a bad token', () => {
    expect(judged(alertLayer, ...failure, alert('reachability'))).toEqual(['passed', 'alerts-name-layer'])
    expect(judged(alertLayer, ...failure, alert('token'))).toEqual(['failed', 'alert-names-wrong-layer'])
  })

  test('that nobody sent are missing, where something failed', () => {
    expect(judged(alertLayer, ...failure)).toEqual(['failed', 'alert-missing'])
    expect(judged(alertLayer, edge())).toEqual(['passed', 'no-alert-due'])
    expect(judged(alertLayer)).toEqual(['inconclusive', 'alerts-not-observed'])
  })
})
