import { describe, expect, it } from 'vitest'
import { judge } from '../../harness/engine/judge.ts'
import type { Fact } from '../../harness/model/record.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { doubts } from './doubtful-worlds.ts'
import { defects } from './seeded-worlds.ts'
import { plan } from './synthetic-plan.ts'
import { moments, run, type Timed, type World } from './synthetic-run.ts'
import { allPassed, change, codes, verdicts } from './worlds.ts'

describe('a clean run', () => {
  it('keeps every promise, and says what each rests on', () => {
    const judged = judge(run(), plan, oracles)
    expect(
      judged.findings.flatMap((finding) => finding.reasons.filter((reason) => reason.verdict !== 'passed')),
    ).toEqual([])
    expect(verdicts(run())).toEqual(allPassed)
    expect(judged.verdict).toBe('passed')
    for (const finding of judged.findings) {
      expect(finding.reasons.length).toBeGreaterThan(0)
      for (const reason of finding.reasons) expect(reason.events, reason.text).not.toEqual([])
    }
  })

  it('names an owner for every access class', () => {
    const owned = judge(run(), plan, oracles).findings.flatMap((finding) =>
      finding.reasons.filter((reason) => reason.access),
    )
    expect(owned.filter((reason) => !reason.owner).map((reason) => reason.access)).toEqual([])
  })

  it('measures latency, debt, continuity and recovery as intervals', () => {
    const measures = judge(run(), plan, oracles).findings.flatMap((finding) => finding.measures)
    const of = (name: string, access: string) =>
      measures.find((measure) => measure.name === name && measure.access === access)
    expect(of('revocation-latency', 'revoked-token')?.highMs).toBeLessThan(1_000)
    const debt = of('revocation-debt', 'revoked-person')
    expect(debt?.lowMs).toBeGreaterThanOrEqual(moments.healing - moments.personAsked)
    expect(debt?.highMs).toBeGreaterThanOrEqual(moments.personRevoked - moments.personAsked)
    expect(of('continuity', 'app-session')?.text).toMatch(/lived 60\.0 s of 60\.0 s/)
    expect(of('continuity', 'refresh')?.lowMs).toBe(0)
    expect(of('time-to-steady', 'refresh')?.highMs).toBeGreaterThan(moments.restarted - moments.healed - 1)
    for (const measure of measures) expect(measure.lowMs, measure.text).toBeLessThanOrEqual(measure.highMs)
  })
})

describe('a seeded defect fails exactly the finding that it breaks', () => {
  it.each(Object.entries(defects))('%s', (_name, [oracle, code, world]) => {
    const history = run(world)
    expect(verdicts(history)).toEqual({ ...allPassed, [oracle]: 'failed' })
    expect(codes(history, oracle)).toContain(code)
  })

  it('every oracle of this plan is failed by at least one defect', () => {
    const judging = oracles.filter((oracle) => oracle.applies?.(plan) ?? true)
    expect(new Set(Object.values(defects).map(([oracle]) => oracle))).toEqual(
      new Set(judging.map((oracle) => oracle.name)),
    )
  })
})

/** Doubts about one promise: never a pass, never a failure. */
describe('what was not shown is inconclusive', () => {
  it.each(Object.entries(doubts))('%s', (_name, [oracle, code, world]) => {
    const history = run(world)
    expect(verdicts(history)).toEqual({ ...allPassed, [oracle]: 'inconclusive' })
    expect(codes(history, oracle)).toContain(code)
  })
})

const witnesses = run().filter((entry) => entry.type === 'witness')
const spoiled = defects['alive after disarm']?.[2] as World

describe('without proof nothing is concluded, whatever happened', () => {
  it.each(witnesses.map((entry) => [`${entry.witness} at ${entry.moment}`, entry] as const))(
    '%s failed',
    (_name, { moment, witness }) => {
      const facts = change('witness', (fact) =>
        fact.type === 'witness' && fact.moment === moment && fact.witness === witness
          ? { ...fact, ok: false }
          : fact,
      )
      for (const world of [{ facts }, { ...spoiled, facts }]) {
        const judged = judge(run(world), plan, oracles)
        expect(judged.findings.map((finding) => finding.verdict)).toEqual(Array(5).fill('inconclusive'))
        expect(judged.findings.flatMap((finding) => finding.reasons.map((reason) => reason.code))).toContain(
          'fault-not-proven',
        )
      }
    },
  )

  it.each(witnesses.map((entry) => [`${entry.witness} at ${entry.moment}`, entry] as const))(
    '%s missing',
    (_name, { moment, witness }) => {
      const facts = change('witness', (fact) =>
        fact.type === 'witness' && fact.moment === moment && fact.witness === witness ? undefined : fact,
      )
      expect(new Set(Object.values(verdicts(run({ facts }))))).toEqual(new Set(['inconclusive']))
    },
  )

  const everywhere = (world: World) => new Set(Object.values(verdicts(run(world))))
  const plus = (fact: Fact) => ({ facts: (facts: readonly Timed[]) => [...facts, { atMs: 50_000, fact }] })
  const ended = (status: 'aborted' | 'errored') => ({
    facts: change('run.ended', (fact) => ({ ...fact, status }) as Fact),
  })

  it.each(['errored', 'aborted'] as const)(
    'a run that ended %s says that, and nothing that follows from it',
    (status) => {
      const cut = change('witness', () => undefined)
      const facts = (given: readonly Timed[]) => [
        ...cut(ended(status).facts(given)),
        { atMs: 50_000, fact: { type: 'clock.step', byMs: 4_000 } as Fact },
      ]
      for (const { verdict, summary, reasons } of judge(run({ facts }), plan, oracles).findings) {
        expect(verdict).toBe(status)
        expect(reasons.map(({ code }) => code)).toEqual([`run-${status}`])
        expect(summary).toBe(reasons[0]?.text)
      }
    },
  )

  it('a jump of the clock is inconclusive', () =>
    expect(everywhere(plus({ type: 'clock.step', byMs: 4_000 }))).toEqual(new Set(['inconclusive'])))
  it('an aborted run is aborted', () => expect(everywhere(ended('aborted'))).toEqual(new Set(['aborted'])))
  it('a run that failed is errored', () => expect(everywhere(ended('errored'))).toEqual(new Set(['errored'])))
  it('a run without an end is errored', () =>
    expect(everywhere({ facts: change('run.ended', () => undefined) })).toEqual(new Set(['errored'])))
  it('an interrupted run is errored', () =>
    expect(everywhere(plus({ type: 'run.interrupted', detail: 'the runner died' }))).toEqual(
      new Set(['errored']),
    ))
})
