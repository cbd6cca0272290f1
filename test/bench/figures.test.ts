import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { lateness } from '../../bench/lateness.ts'
import { outcomeOf, outcomeText } from '../../bench/outcome.ts'
import { percentile } from '../../bench/percentile.ts'
import { revocationErrors, revocationWidths } from '../../bench/revocation.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { moments, run } from '../oracles/synthetic-run.ts'

const history = run()

it('tells how late faults, heals and probes were', () => {
  const { faults, heals, probes } = lateness(history, plan)
  expect(faults).toEqual([18])
  expect(heals).toEqual([27])
  expect(probes.length).toBeGreaterThan(1_000)
  expect(Math.max(...probes)).toBe(0)
})

it('finds the one attempt that was late', () => {
  const [access, beganMs] = ['token-offline', 40 + 17 + 23 + 7_000]
  const delayed = history.map((entry) =>
    entry.type === 'attempt' && entry.access === access && entry.beganMs === beganMs
      ? { ...entry, beganMs: beganMs + 33 }
      : entry,
  )
  expect(lateness(delayed, plan).probes.filter((late) => late > 0)).toEqual([33])
})

it('compares the first lasting denial with that of the service’s own log', () => {
  const dir = mkdtempSync(join(tmpdir(), 'drill-bench-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  mkdirSync(join(dir, 'logs'))
  const named = '20261125T101500-idp-down'
  const lines = history.flatMap((entry) => {
    if (entry.type !== 'attempt' || entry.access !== 'revoked-token') return []
    const time = Date.parse(entry.time) - 4
    return [
      JSON.stringify({
        time,
        msg: 'request',
        requestId: `${named}-revoked-token-${entry.seq}`,
        status: entry.status,
        path: '/',
      }),
    ]
  })
  writeFileSync(join(dir, 'logs', 'gateway.log'), lines.join('\n'))
  expect(revocationErrors(dir, history, plan)).toEqual([4])
  expect(moments.tokenRevoked).toBeGreaterThan(0)
  expect(revocationWidths(history, plan).every((width) => width < 100)).toBe(true)
})

it('says of each figure whether it meets its aim', () => {
  const told = (values: readonly number[]) =>
    outcomeText(
      outcomeOf('drill', { what: 'probes, p99', unit: 'ms', aim: { 'at-most': 10 }, values, of: 3 }),
    )
  expect(told([4])).toContain('median 4.00 ms, min 4.00 ms; aim ≤ 10 ms: met\n  3 observations, 1 value')
  expect(told([11])).toContain('aim ≤ 10 ms: not met')
  expect(told([])).toContain('nothing observed; aim ≤ 10 ms: not met')
  expect(percentile([3, 1, 2], 50)).toBe(2)
  expect(percentile([3, 1, 2], 99)).toBe(3)
})
