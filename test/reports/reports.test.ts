import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdicts } from '../../harness/model/words.ts'
import { page } from '../../reports/html.ts'
import { reports } from '../../reports/index.ts'
import { junit, legal } from '../../reports/junit.ts'
import { markdown } from '../../reports/markdown.ts'
import { escaped } from '../../reports/page/markup.ts'
import { accessRows } from '../../reports/page/rows.ts'
import type { Evidence } from '../../reports/report.ts'
import { plain } from '../../reports/text/markdown.ts'
import { hostile, poisoned } from './poisoned.ts'
import { broken, clean, empty, taken, unproven } from './runs.ts'

const everyReport = reports.map((report) => [report.name, report] as const)
/** The plan says what was going to be done; how it came out is no matter of it. */
const telling = everyReport.filter(([name]) => name !== 'oscal-assessment-plan')

describe('every report', () => {
  it.each(everyReport)('%s has the same bytes each time', (_name, report) => {
    for (const run of [clean, broken, unproven, taken, empty]) {
      const again: Evidence = JSON.parse(JSON.stringify(run))
      expect(report.render(again)).toBe(report.render(run))
    }
  })

  it.each(telling)('%s says the verdict', (_name, report) => {
    expect(report.render(broken)).not.toBe(report.render(clean))
    expect(report.render(broken)).toContain('failed')
  })

  it.each(everyReport)('%s survives a run of which nothing is known', (_name, report) => {
    expect(report.render(empty)).toContain('idp-down')
  })

  it.each(everyReport)('%s knows no clock but the run’s', (_name, report) => {
    const years = report.render(taken).match(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g) ?? []
    const deadlines = taken.audit.followUps.map(({ until }) => `${until}T23:59:59.000Z`)
    expect(years.filter((time) => !time.startsWith('2026-11-2') && !deadlines.includes(time))).toEqual([])
  })
})

describe('report.html', () => {
  const text = page.render(broken)

  it('fetches nothing and runs nothing', () => {
    for (const html of [text, page.render(poisoned(taken))]) {
      expect(html).toContain("default-src 'none'")
      expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style'))
      expect(html).not.toMatch(/<(script|iframe|object|embed|link|img|base|form|foreignObject)\b/i)
      const bare = html.replace(/"[^"]*"/g, '""')
      expect(bare).not.toMatch(/<[^>]*\s(on\w+|src|srcset|action|formaction|xlink:href)\s*=/i)
      expect(html).not.toMatch(/url\(|@import/i)
      for (const [, target] of html.matchAll(/<a [^>]*href="([^"]*)"/g)) expect(target).toMatch(/^#/)
    }
  })

  it('links every cited event to a row that is there', () => {
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target)
    expect(targets.length).toBeGreaterThan(50)
    expect(targets.filter((target) => !ids.has(target))).toEqual([])
  })

  it('shows verdicts before anything else, and every section', () => {
    const order = [
      'class="banner',
      'class="glance"',
      'class="cards"',
      ...[
        'timeline',
        'frontier',
        'prediction',
        'revocations',
        'expected',
        'emergency',
        'runbook',
        'people',
        'follow-up',
        'findings',
        'anomalies',
        'proof',
        'lifetimes',
        'controls',
        'events',
        'about',
      ].map((id) => `<section id="${id}"`),
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('draws nothing before the run began or after it ended', () => {
    const boxes = accessRows(taken).flatMap((row) => row.boxes)
    expect(boxes.length).toBeGreaterThan(50)
    expect(Math.min(...boxes.map(({ fromMs }) => fromMs))).toBeGreaterThanOrEqual(0)
    for (const box of boxes) expect(box.toMs, box.kind).toBeLessThanOrEqual(taken.plan.durationMs)
  })

  it('draws a row for each access class, its twins and the faults', () => {
    const chart = /<section id="timeline".*?<\/section>/s.exec(text)?.[0] ?? ''
    for (const name of [
      'app-session',
      'revoked-token-twin',
      'emergency-session',
      'unreachable: idp',
      'revocation debt',
      'promised refused',
    ])
      expect(chart, name).toContain(name)
    expect(/<section id="timeline".*?<\/section>/s.exec(page.render(clean))?.[0]).not.toContain(
      'promised refused',
    )
  })

  it('marks lifetimes that the drill did not cross, and says how far the verdict reaches', () => {
    expect(text).toContain('holds up to an outage of 60.0 s')
    expect(text.match(/not crossed/g)?.length).toBe(
      clean.plan.lifetimes.filter((entry) => !entry.crossed).length,
    )
  })

  it('says that a fault was not proven', () => {
    expect(page.render(unproven)).toContain('Nothing could be shown')
    expect(page.render(unproven)).toContain('fault-not-proven')
  })

  it('cites only some of a journal', () => {
    const rows = text.match(/<tr id="e\d+"/g)?.length ?? 0
    expect(rows).toBeGreaterThan(50)
    expect(rows).toBeLessThan(broken.history.length / 4)
  })

  it('escapes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(escaped(value)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })
})

describe('report.md', () => {
  it('has one row a promise and one an access class', () => {
    const text = markdown.render(broken)
    for (const finding of broken.judgement.findings)
      expect(text).toContain(`**${finding.oracle}** ${finding.verdict}`)
    for (const access of new Set(broken.plan.expectations.map((entry) => entry.access)))
      expect(text).toMatch(new RegExp(`^\\| ${access} \\|`, 'm'))
    expect(text).toContain('revived')
  })

  it('lets no text become markup, a cell or a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(plain(value)).not.toMatch(/[\n\r<]|(?<!\\)(?:\\\\)*\|/)
      }),
    )
    expect(markdown.render(poisoned(taken))).not.toMatch(/<script|<img/)
  })
})

describe('junit.xml', () => {
  it('is a failure for what failed, an error for what was not shown, nothing for what passed', () => {
    const count = (text: string, tag: string) => text.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0
    const of = (one: Evidence) => ['testcase', 'failure', 'error'].map((tag) => count(junit.render(one), tag))
    expect(of(clean)).toEqual([5, 0, 0])
    expect(of(broken)).toEqual([5, 1, 0])
    expect(of(unproven)).toEqual([5, 0, 5])
  })

  it.each(verdicts)('tells %s apart', (verdict) => {
    const [finding] = clean.judgement.findings
    if (!finding) throw new Error('no finding')
    const text = junit.render({
      ...clean,
      judgement: { ...clean.judgement, findings: [{ ...finding, verdict }] },
    })
    expect(text.includes('<failure')).toBe(verdict === 'failed')
    expect(text.includes('<error')).toBe(!['passed', 'failed'].includes(verdict))
  })

  it('keeps only what XML allows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const kept = legal(value + hostile)
        expect(kept).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u)
        expect(legal(kept)).toBe(kept)
      }),
    )
    const xml = junit.render(poisoned(taken))
    expect(xml).toBe(legal(xml))
    expect(xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '')).not.toMatch(/<(script|img)/)
  })
})
