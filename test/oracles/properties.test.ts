import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import { worst } from '../../harness/model/finding.ts'
import { judgedSpan } from '../../harness/model/observed.ts'
import type { History, JournalRecord } from '../../harness/model/record.ts'
import { outcomes, verdicts } from '../../harness/model/words.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { plan } from './synthetic-plan.ts'
import { run } from './synthetic-run.ts'

const runs = 40
const history = run()
const summary = (of: History) =>
  judge(of, plan, oracles).findings.map((finding) => [finding.oracle, finding.verdict])
const reasonsOf = (of: History) =>
  judge(of, plan, oracles).findings.map((finding) =>
    finding.reasons.map((reason) => [reason.verdict, reason.code, reason.access]),
  )
const spread = plan.revocations.flatMap((entry) => [entry.access, entry.twin])
/** Judged by the scenario's table alone; revoked principals and what is armed are watched without a break. */
const tabled = [...new Set(plan.expectations.map((entry) => entry.access))].filter(
  (access) => !spread.includes(access) && !access.startsWith('emergency'),
)
const verdict = fc.constantFrom(...verdicts)

/** The time of a class that no expectation judges: where a phase allows for a delay. */
function unjudged(access: string): { fromMs: number; toMs: number }[] {
  return plan.expectations
    .filter((entry) => entry.access === access && entry.withinMs > 0)
    .map((entry) => ({ fromMs: entry.fromMs, toMs: judgedSpan(history, plan, entry).fromMs }))
}

describe('verdicts', () => {
  it('do not change by attempts outside the judged intervals', () => {
    const places = tabled.flatMap((access) => unjudged(access).map((span) => ({ access, ...span })))
    expect(places.length).toBeGreaterThan(5)
    const added = fc.record({
      place: fc.constantFrom(...places),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      took: fc.integer({ min: 0, max: 900 }),
      outcome: fc.constantFrom(...outcomes),
    })
    fc.assert(
      fc.property(fc.array(added, { minLength: 1, maxLength: 30 }), (more) => {
        const extra = more.map(({ place, at, took, outcome }, index): JournalRecord => {
          const beganMs = place.fromMs + at * (place.toMs - place.fromMs)
          return {
            type: 'attempt',
            seq: 1_000_000 + index,
            atMs: beganMs + took,
            time: '',
            actor: 'extra',
            access: place.access,
            beganMs,
            endMs: beganMs + took,
            outcome,
          }
        })
        expect(summary([...history, ...extra])).toEqual(summary(history))
      }),
      { numRuns: runs },
    )
  })

  it('do not change by attempts that came to nothing, or straddle the end of a phase', () => {
    const straddling = plan.expectations.map(
      (entry, index): JournalRecord => ({
        type: 'attempt',
        seq: 1_000_000 + index,
        atMs: entry.toMs + 5,
        time: '',
        actor: 'extra',
        access: entry.access,
        beganMs: entry.toMs - 5,
        endMs: entry.toMs + 5,
        outcome: 'indeterminate',
      }),
    )
    const across = straddling
      .filter((entry) => entry.type === 'attempt' && tabled.includes(entry.access))
      .map((entry) => ({ ...entry, outcome: 'unavailable' }) as JournalRecord)
    expect(summary([...history, ...straddling, ...across])).toEqual(summary(history))
  })

  it('do not depend on the order in which attempts were written', () => {
    const indices = history.flatMap((entry, index) => (entry.type === 'attempt' ? [index] : []))
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const shuffled = indices
          .map((index) => ({ index, key: numbers.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
        const mixed = [...history]
        indices.forEach((place, at) => {
          mixed[place] = history[shuffled[at]?.index ?? place] as JournalRecord
        })
        expect(reasonsOf(mixed)).toEqual(reasonsOf(history))
      }),
      { numRuns: runs / 4 },
    )
  })

  it('are never a pass when nothing was attempted', () => {
    const silent = history.filter((entry) => entry.type !== 'attempt')
    for (const finding of judge(silent, plan, oracles).findings)
      expect(finding.verdict, finding.oracle).not.toBe('passed')
  })

  it('are never a pass when a class was not attempted', () => {
    const classes = [...new Set(plan.expectations.map((entry) => entry.access))]
    fc.assert(
      fc.property(fc.constantFrom(...classes), (access) => {
        const without = history.filter((entry) => entry.type !== 'attempt' || entry.access !== access)
        expect(judge(without, plan, oracles).verdict).not.toBe('passed')
      }),
      { numRuns: runs },
    )
  })

  it('never improve when a judged grant is turned into a refusal', () => {
    const granted = plan.expectations.filter((entry) => entry.outcome === 'granted')
    fc.assert(
      fc.property(
        fc.constantFrom(...granted),
        fc.constantFrom('denied' as const, 'unavailable' as const),
        (entry, outcome) => {
          const span = judgedSpan(history, plan, entry)
          const worse = history.map((one) =>
            one.type === 'attempt' &&
            one.access === entry.access &&
            one.beganMs >= span.fromMs &&
            one.endMs <= span.toMs
              ? { ...one, outcome }
              : one,
          )
          expect(judge(worse, plan, oracles).verdict).toBe('failed')
        },
      ),
      { numRuns: runs },
    )
  })

  it('come out the same every time, and survive JSON', () => {
    expect(judge(JSON.parse(JSON.stringify(history)), JSON.parse(JSON.stringify(plan)), oracles)).toEqual(
      judge(history, plan, oracles),
    )
  })
})

describe('worst', () => {
  const order = ['passed', 'inconclusive', 'failed', 'errored', 'aborted']
  it('is idempotent, commutative, associative, and one of what it was given', () =>
    fc.assert(
      fc.property(verdict, verdict, verdict, (a, b, c) => {
        expect(worst([a, a])).toBe(a)
        expect(worst([a, b])).toBe(worst([b, a]))
        expect(worst([worst([a, b]), c])).toBe(worst([a, worst([b, c])]))
        expect([a, b, c]).toContain(worst([a, b, c]))
      }),
    ))
  it('ranks failed above inconclusive above passed', () =>
    fc.assert(
      fc.property(verdict, verdict, (a, b) => {
        expect(order.indexOf(worst([a, b]))).toBe(Math.max(order.indexOf(a), order.indexOf(b)))
      }),
    ))
  it('of nothing is inconclusive', () => expect(worst([])).toBe('inconclusive'))
})
