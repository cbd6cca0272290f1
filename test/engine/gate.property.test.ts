import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outcomesOf } from '../../harness/engine/failures.ts'
import { gate } from '../../harness/engine/gate.ts'
import { ledgerDir, ledgerFile, readLedger } from '../../harness/engine/ledger.ts'
import { rowsOf } from '../../harness/engine/ledger-rows.ts'
import { runFolders } from '../../harness/engine/run-folders.ts'
import { fallbacksOf, type Standing, scenarioOf, standings } from '../../harness/engine/standing.ts'
import type { FollowUp } from '../../harness/model/audit.ts'
import { verdicts } from '../../harness/model/words.ts'
import { type Made, makeRuns, nameOf, runsFolder } from './made-ledger.ts'

const numRuns = 60
const day = 86_400_000
const now = new Date('2026-09-01T00:00:00.000Z')
const scenarios = ['idp-down', 'vault-down']
const limit = 90

interface Drilled extends Made {
  readonly daysAgo: number
}

const made: fc.Arbitrary<Drilled> = fc
  .record({
    scenario: fc.constantFrom(...scenarios),
    daysAgo: fc.integer({ min: 0, max: 180 }),
    ending: fc.oneof(fc.constant('passed' as const), fc.constantFrom(...verdicts, 'unfinished' as const)),
    fallbacks: fc.subarray(['emergency-ledger']),
  })
  .map((run) => ({ ...run, startedAt: new Date(now.getTime() - run.daysAgo * day).toISOString() }))
/** In the order in which they were run. */
const history = fc
  .array(made, { maxLength: 10 })
  .map((runs) => runs.toSorted((a, b) => b.daysAgo - a.daysAgo))

/** What the gate says of runs, all of them required, after what was done to the ledger's files. */
function gated(runs: readonly Made[], followUps: readonly FollowUp[] = [], harm = (_dir: string) => {}) {
  const dir = runsFolder()
  makeRuns(dir, runs)
  harm(dir)
  const ledger = readLedger(ledgerDir(dir))
  const folders = runFolders(dir, ledger)
  const due = { now, overdueAfterMs: limit * day }
  const required = {
    scenarios: standings(scenarios, ledger.entries, scenarioOf, due),
    fallbacks: standings(['emergency-ledger'], ledger.entries, fallbacksOf, due),
  }
  const outcomes = outcomesOf(ledger.entries, folders)
  const said = gate({ ...due, ledger, required, outcomes, followUps, strays: folders.strays, known: [] })
  return { ...said, required, ledger, rows: rowsOf(ledger, folders) }
}

/** Told from the runs themselves, not from the ledger. */
function proofs(runs: readonly Drilled[], name: string): Drilled[] {
  return runs.filter(
    ({ scenario, fallbacks, ending }) =>
      (scenario === name || fallbacks?.includes(name)) && (ending === 'passed' || ending === 'failed'),
  )
}

const stateIn = (standing: readonly Standing[], name: string) =>
  standing.find((each) => each.name === name)?.state

describe('the ledger', () => {
  test('shows every run exactly once, and as gaps exactly what was taken away', () => {
    const taken = fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 5 })
    fc.assert(
      fc.property(history, taken, (runs, numbers) => {
        const gone = new Set(numbers.filter((number) => number <= runs.length))
        const { rows, ledger } = gated(runs, [], (dir) => {
          for (const number of gone) rmSync(ledgerFile(ledgerDir(dir), number, 'started'))
        })
        const there = runs.map((_, index) => index + 1).filter((number) => !gone.has(number))
        // A result without its start still tells that there was a run.
        const result = (number: number) => runs[number - 1]?.ending !== 'unfinished'
        const highest = Math.max(0, ...there, ...[...gone].filter(result))
        expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: highest }, (_, i) => i + 1))
        expect(rows.flatMap(({ run }) => run ?? [])).toEqual(there.map(nameOf))
        expect(ledger.gaps).toEqual([...gone].filter((n) => n <= highest).toSorted((a, b) => a - b))
        expect(rows.filter(({ run }) => run === null).map(({ number }) => number)).toEqual(ledger.gaps)
      }),
      { numRuns },
    )
  })

  test('finds nothing broken where nobody touched it', () => {
    fc.assert(
      fc.property(history, (runs) => {
        expect(gated(runs).ledger).toMatchObject({ gaps: [], problems: [] })
      }),
      { numRuns },
    )
  })
})

describe('the gate', () => {
  test('never passes while something required is overdue or was never proven', () => {
    let passed = 0
    fc.assert(
      fc.property(history, (runs) => {
        const { verdict, required } = gated(runs)
        const all = [...required.scenarios, ...required.fallbacks]
        const fresh = (name: string) => proofs(runs, name).some(({ daysAgo }) => daysAgo <= limit)
        for (const name of [...scenarios, 'emergency-ledger']) {
          expect(stateIn(all, name) === 'current').toBe(fresh(name))
          if (!fresh(name)) expect(verdict).not.toBe('passed')
        }
        if (verdict === 'passed') passed += 1
      }),
      { numRuns: 200, examples: [[[...scenarios].map(current)]] },
    )
    expect(passed).toBeGreaterThan(0)
  })

  test('passes exactly when the newest run of each passed in time', () => {
    fc.assert(
      fc.property(history, (runs) => {
        const newest = (name: string) => runs.findLast(({ scenario }) => scenario === name)
        const fine = scenarios.every((name) => newest(name)?.ending === 'passed') && allFresh(runs)
        expect(gated(runs).verdict === 'passed').toBe(fine)
      }),
      { numRuns: 200, examples: [[[...scenarios].map(current)]] },
    )
  })

  test('is not opened by a run that proves nothing', () => {
    const nothing = fc.constantFrom('inconclusive', 'errored', 'aborted', 'unfinished')
    fc.assert(
      fc.property(history, fc.constantFrom(...scenarios), nothing, (runs, scenario, ending) => {
        const after = gated([...runs, { ...current(scenario), ending } as Drilled])
        expect(after.verdict).not.toBe('passed')
        expect(newFailures(after)).toEqual(newFailures(gated(runs)))
      }),
      { numRuns },
    )
  })

  test('never passes with a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), (number) => {
        const runs = [...scenarios, ...scenarios].map(current)
        const harmed = gated(runs, [], (dir) => rmSync(ledgerFile(ledgerDir(dir), number, 'started')))
        expect(gated(runs).verdict).toBe('passed')
        expect(harmed.verdict).toBe('failed')
        expect(harmed.reasons.map(({ code }) => code)).toContain('gap')
      }),
      { numRuns: 10 },
    )
  })

  test('lets an accepted risk pass to the end of its last day, and no longer', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
        const until = new Date(now.getTime() + days * day).toISOString().slice(0, 10)
        const risk: FollowUp = {
          ...{ finding: 'revocation/never-denied', kind: 'accepted-risk', until },
          ...words,
        }
        const runs: Made[] = [current('vault-down'), { ...current('idp-down'), ending: 'failed' }]
        expect(gated(runs, [risk]).verdict).toBe(days >= 0 ? 'passed' : 'failed')
        expect(gated(runs, [{ ...risk, kind: 'remediation' }]).verdict).toBe('failed')
        expect(gated(runs, [{ ...risk, scenario: 'vault-down' }]).verdict).toBe('failed')
      }),
      { numRuns },
    )
  })
})

const newFailures = ({ reasons }: ReturnType<typeof gated>) =>
  reasons.filter(({ code }) => code === 'new-failure').map(({ text }) => text)

const words = { owner: 'Ada', text: 'by design' }

function current(scenario: string): Drilled {
  const startedAt = new Date(now.getTime() - day).toISOString()
  return { scenario, startedAt, daysAgo: 1, ending: 'passed', fallbacks: ['emergency-ledger'] }
}

function allFresh(runs: readonly Drilled[]): boolean {
  return [...scenarios, 'emergency-ledger'].every((name) => {
    const last = proofs(runs, name).at(-1)
    return last !== undefined && last.daysAgo <= limit
  })
}
