import { describe, expect, it } from 'vitest'
import { controlMatrix } from '../../reports/control-matrix.ts'
import { controlTable } from '../../reports/control-table.ts'
import { frameworks } from '../../reports/controls/index.ts'
import { matrix, type Row } from '../../reports/controls/matrix.ts'
import type { Evidence } from '../../reports/report.ts'
import { poisoned } from './poisoned.ts'
import { broken, clean, empty, evidence, surviving, taken, unproven } from './runs.ts'

const row = (run: Evidence, id: string): Row => {
  const found = matrix(run)
    .flatMap(({ controls }) => controls)
    .find((entry) => entry.id === id)
  if (!found) throw new Error(`no control ${id}`)
  return found
}
const supported = (run: Evidence) =>
  matrix(run).flatMap(({ controls }) => controls.flatMap(({ supports }) => supports))

describe('the control matrix', () => {
  it('has every framework and id that it should, each with both numberings where there are two', () => {
    const ids = Object.fromEntries(
      frameworks.map(({ id, controls }) => [id, controls.map((entry) => entry.id)]),
    )
    expect(Object.keys(ids)).toEqual([
      ...['nist-csf', 'nist-800-53', 'nist-800-207', 'dora', 'soc2', 'iso-27001', 'pci-dss', 'owasp-nhi'],
    ])
    for (const id of ['ID.AM-02', 'PR.AA-01', 'PR.AA-03', 'PR.AA-05', 'DE.CM-03', 'DE.CM-09', 'RC.RP-01'])
      expect(ids['nist-csf']).toContain(id)
    expect(ids['nist-800-53']).toEqual(
      expect.arrayContaining(['CP-4', 'CP-4(1)', 'CP-2', 'CP-10', 'IA-5', 'AC-2(2)', 'IR-3', 'AU-10']),
    )
    expect(ids['owasp-nhi']).toEqual(Array.from({ length: 10 }, (_, index) => `NHI${index + 1}:2025`))
    const csf = frameworks.find(({ id }) => id === 'nist-csf')
    expect(csf?.controls.every(({ also }) => also !== undefined)).toBe(true)
    for (const { source, controls } of frameworks) {
      expect(source).not.toBe('')
      for (const { title, never } of controls) expect([title, never]).not.toContain('')
    }
  })

  it('supports, and never says that anybody complies', () => {
    const text = controlMatrix.render(taken).replaceAll('never shows that anybody complies', '')
    expect(text).not.toMatch(/compl(y|ies|iant|iance)\b/i)
  })

  it('claims nothing of a run that proved nothing', () => {
    for (const run of [unproven, empty]) {
      const opposed = matrix(run).flatMap(({ controls }) =>
        controls.filter(({ state }) => state === 'opposed'),
      )
      expect(opposed).toEqual([])
      const promises = ['fallback-access', 'revocation', 'fail-closed', 'recovery', 'fault-proven']
      expect(supported(run).filter(({ needs }) => needs.some((name) => promises.includes(name)))).toEqual([])
    }
  })

  it('claims no approval and no runbook of a run that had neither', () => {
    const people = ['plan-approved', 'runbook-followed', 'people-took-part', 'prediction', 'follow-up']
    const claims = (run: Evidence) =>
      supported(run).filter(({ needs }) => needs.some((name) => people.includes(name)))
    expect(claims(clean)).toEqual([])
    expect(claims(taken).length).toBeGreaterThan(4)
    expect(
      row(clean, 'AU-10')
        .lacks.map(({ because }) => because)
        .join(),
    ).toContain('nobody signed the plan')
    expect(
      row(taken, 'AU-10')
        .supports.map(({ because }) => because)
        .join(),
    ).toContain('Grace Approver')
  })

  it('claims no runbook of which a step was left out', () => {
    const steps = taken.audit.steps.map((step) =>
      step.step === 'review' ? { ...step, outcome: 'not-done' as const } : step,
    )
    const left = { ...taken, audit: { ...taken.audit, steps } }
    const lacking = row(left, 'RC.RP-01').lacks.map(({ because }) => because)
    expect(row(taken, 'RC.RP-01').lacks).toEqual([])
    expect(lacking.join()).toContain('not done: review')
  })

  it('names no approver whom the journal does not name', () => {
    expect(
      row(clean, 'AC-2(2)')
        .lacks.map(({ because }) => because)
        .join(),
    ).toContain('no named approval')
    expect(
      row(taken, 'AC-2(2)')
        .supports.map(({ because }) => because)
        .join(),
    ).toContain('approver-one')
  })

  it('says that the run speaks against a control whose promise was broken, and about whose alone', () => {
    expect(row(broken, 'IA-5').state).toBe('opposed')
    expect(row(broken, 'AC-2(2)').state).not.toBe('opposed')
    expect(row(surviving, 'AC-2(2)').state).toBe('opposed')
    expect(row(surviving, 'AC-2(2)').against[0]?.because).toContain(
      'emergency-armed should have been refused',
    )
    expect(row(clean, 'IA-5').state).not.toBe('opposed')
  })

  it('says so when an alert was never seen', () => {
    const deaf = evidence({
      facts: (facts) =>
        facts.map((entry) =>
          entry.fact.type === 'alert' && !entry.fact.knownPositive
            ? { ...entry, fact: { ...entry.fact, ok: false } }
            : entry,
        ),
    })
    expect(row(clean, 'DE.CM-03').supports).toHaveLength(1)
    expect(row(deaf, 'DE.CM-03').state).toBe('opposed')
  })

  it('has nothing for what a drill is not', () => {
    for (const id of ['Art. 26', 'DE.CM-01', 'NHI2:2025', 'Tenet 5'])
      expect(row(taken, id).state).toBe('nothing')
  })

  it('cites records that are there', () => {
    const known = new Set(taken.history.map(({ seq }) => seq))
    const cited = supported(taken).flatMap(({ events }) => events)
    expect(cited.length).toBeGreaterThan(20)
    expect(cited.filter((seq) => !known.has(seq))).toEqual([])
  })
})

describe('controls.csv', () => {
  const cells = (text: string) =>
    text
      .trimEnd()
      .split('\r\n')
      .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell]) => cell ?? ''))

  it('has one line a control, as many cells in each, and no formula', () => {
    const count = frameworks.reduce((sum, { controls }) => sum + controls.length, 0)
    for (const run of [taken, poisoned(taken)]) {
      const lines = cells(controlTable.render(run))
      expect(lines).toHaveLength(count + 1)
      expect(new Set(lines.map((line) => line.length))).toEqual(new Set([12]))
      for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@]/)
    }
  })
})
