import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ctrf } from '../../reports/ctrf.ts'
import { endedAt, startedAt, wallTime } from '../../reports/moments.ts'
import { oscalAssessmentPlan } from '../../reports/oscal-assessment-plan.ts'
import { oscalAssessmentResults } from '../../reports/oscal-assessment-results.ts'
import { planDigest } from '../../reports/plan-digest.ts'
import { uuid } from '../../reports/uuid.ts'
import { json, oneLine } from '../../reports/words.ts'
import { broken, empty, taken, unproven } from './runs.ts'

describe('ids and times', () => {
  it('are the same for the same names, and UUIDs of version 5', () => {
    expect(uuid('a', 'b')).toBe(uuid('a', 'b'))
    expect(
      new Set([uuid('a', 'b'), uuid('ab'), uuid('a', 'b', ''), uuid('a/1:b'), uuid('b', 'a')]).size,
    ).toBe(5)
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
        expect(uuid(...names)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        )
      }),
    )
  })

  it('are unique in a document, and every reference leads somewhere', () => {
    for (const report of [oscalAssessmentPlan, oscalAssessmentResults]) {
      const text = report.render(taken)
      const ids = [...text.matchAll(/"uuid": "([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const used = [...text.matchAll(/"(?:\w+-uuid|href)": "#?([0-9a-f-]{36})"/g)].map(([, id]) => id)
      expect(used.length).toBeGreaterThan(0)
      const tool = oscalAssessmentPlan.render(taken)
      expect(used.filter((id) => id !== undefined && !ids.includes(id) && !tool.includes(id))).toEqual([])
    }
  })

  it('come from the journal, or from the name of the run when nothing is left of it', () => {
    expect(startedAt(taken)).toBe(taken.history[0]?.time)
    expect(endedAt(taken)).toBe(taken.history.at(-1)?.time)
    expect(startedAt(empty)).toBe('2026-11-25T10:15:00.000Z')
    const first = taken.history[0]
    expect(Date.parse(wallTime(taken, 60_000)) - Date.parse(first?.time ?? '')).toBe(60_000)
  })

  it('tell wall time right after the clock was set', () => {
    const stepped = taken.history.map((entry) =>
      entry.atMs < 50_000
        ? entry
        : { ...entry, time: new Date(Date.parse(entry.time) + 3_600_000).toISOString() },
    )
    const run = { ...taken, history: stepped }
    expect(Date.parse(wallTime(run, 60_000)) - Date.parse(wallTime(run, 40_000))).toBe(3_600_000 + 20_000)
  })
})

describe('text for programs', () => {
  it('is one well-formed line that is never empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = oneLine(text)
        expect(line).toMatch(/^\S(.*\S)?$/)
        expect(line.isWellFormed()).toBe(true)
        expect(JSON.parse(json(text)).isWellFormed()).toBe(true)
      }),
    )
  })

  it('digests the plan as it is saved', () => {
    expect(planDigest(taken.plan)).toMatch(/^[0-9a-f]{64}$/)
    expect(oscalAssessmentPlan.render(taken)).toContain(planDigest(taken.plan))
  })
})

describe('ctrf.json', () => {
  const summary = (text: string) => JSON.parse(text).results.summary

  it('calls other what was not shown, and adds up', () => {
    expect(summary(ctrf.render(broken))).toMatchObject({ tests: 5, passed: 4, failed: 1, other: 0 })
    expect(summary(ctrf.render(unproven))).toMatchObject({ tests: 5, passed: 0, failed: 0, other: 5 })
    expect(summary(ctrf.render(empty))).toMatchObject({ tests: 1, passed: 0, failed: 0, other: 1 })
  })
})

describe('oscal-assessment-results.json', () => {
  const result = (run: typeof taken) =>
    JSON.parse(oscalAssessmentResults.render(run))['assessment-results'].results[0]
  const states = (run: typeof taken) =>
    result(run).findings.map((finding: { target: { status: unknown } }) => finding.target.status)

  it('calls satisfied only what was shown, and failed only what was seen to fail', () => {
    expect(states(broken)).toContainEqual({ state: 'not-satisfied', reason: 'fail' })
    expect(states(broken).filter(({ state }: { state: string }) => state === 'satisfied')).toHaveLength(4)
    expect(states(unproven).map(({ reason }: { reason: string }) => reason)).toEqual(Array(5).fill('other'))
  })

  it('tells who takes which risk until when', () => {
    const risks = result(taken).risks as {
      title: string
      status: string
      deadline?: string
      remediations?: unknown[]
    }[]
    const byTitle = new Map(risks.map((risk) => [risk.title, risk]))
    expect(byTitle.get('revocation/revived')).toMatchObject({
      status: 'remediating',
      deadline: '2026-12-31T23:59:59.000Z',
    })
    expect(byTitle.get('revocation/revived')?.remediations).toHaveLength(2)
    expect(byTitle.get('revocation/granted-though-refused')).toMatchObject({ status: 'open' })
  })

  it('has the roster, the owners and the signatures', () => {
    const text = oscalAssessmentResults.render(taken)
    for (const name of ['Ada Coordinator', 'Grace Approver', 'Alan Witness', 'orders-team', 'Cora Ciso'])
      expect(text).toContain(`"name": "${name}"`)
    expect(text).toContain('Signed at 2026-11-24T09:00:00.000Z with the key SHA256:')
  })
})
