import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reason } from '../../harness/model/finding.ts'
import { verdicts } from '../../harness/model/words.ts'
import { page } from '../../reports/html.ts'
import { reports } from '../../reports/index.ts'
import { junit, legal } from '../../reports/junit.ts'
import { markdown, plain } from '../../reports/markdown.ts'
import { escaped } from '../../reports/page/markup.ts'
import type { Evidence } from '../../reports/report.ts'
import { evidence } from './render.ts'

const clean = evidence()
const broken = evidence({
  outcome: (access, ms, usual) => (access === 'revoked-session' && ms > 60_000 ? 'granted' : usual),
})
const unproven = evidence({ facts: (facts) => facts.filter(({ fact }) => fact.type !== 'witness') })
const hostile =
  '<script>alert(1)</script>"\'&]]><img src=https://evil.test/x onerror=alert(1)>\u0000\u001b[31m|`x`\ud800'

/** The same evidence with a hostile text in every place that somebody else than we fills. */
function poisoned(): Evidence {
  const { plan, judgement, history } = broken
  const reason = (entry: Reason): Reason => ({
    ...entry,
    text: hostile,
    code: hostile,
    access: hostile,
    owner: hostile,
  })
  return {
    run: hostile,
    audit: broken.audit,
    plan: {
      ...plan,
      title: hostile,
      teaches: hostile,
      driverBecause: hostile,
      faults: plan.faults.map((fault) => ({ ...fault, service: hostile })),
      workloads: plan.workloads.map((entry) => ({ ...entry, classes: [...entry.classes, hostile] })),
      frontier: plan.frontier.map((point) => ({ ...point, access: hostile, because: hostile })),
      lifetimes: plan.lifetimes.map((entry) => ({ ...entry, name: hostile, what: hostile })),
      steps: plan.steps.map((step) => ({ ...step, options: { identity: hostile, runbook: hostile } })),
    },
    history: history.map((entry) =>
      entry.type === 'attempt' || entry.type === 'control'
        ? { ...entry, requestId: hostile, detail: hostile }
        : entry.type === 'witness'
          ? { ...entry, detail: hostile }
          : entry,
    ),
    judgement: {
      ...judgement,
      findings: judgement.findings.map((finding) => ({
        ...finding,
        oracle: hostile,
        promise: hostile,
        summary: hostile,
        reasons: finding.reasons.map(reason),
        measures: finding.measures.map((measure) => ({ ...measure, text: hostile })),
      })),
    },
  }
}

describe('every report', () => {
  it.each(reports.map((report) => [report.name, report] as const))(
    '%s says the verdict, and the same each time',
    (_name, report) => {
      expect(report.render(broken)).toBe(report.render(broken))
      expect(report.render(broken)).not.toBe(report.render(clean))
      expect(report.render(broken)).toContain('failed')
    },
  )

  it.each(reports.map((report) => [report.name, report] as const))(
    '%s survives a run of which nothing is known',
    (_name, report) => {
      const empty: Evidence = {
        ...clean,
        history: [],
        judgement: { ...clean.judgement, verdict: 'inconclusive', findings: [] },
      }
      expect(report.render(empty)).toContain('idp-down')
    },
  )
})

describe('report.html', () => {
  const text = page.render(broken)

  it('fetches nothing and runs nothing', () => {
    for (const html of [text, page.render(poisoned())]) {
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
      'class="cards"',
      ...[
        'timeline',
        'frontier',
        'revocations',
        'expected',
        'emergency',
        'findings',
        'proof',
        'lifetimes',
        'events',
        'about',
      ].map((id) => `<section id="${id}"`),
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
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
    expect(markdown.render(poisoned())).not.toMatch(/<script|<img/)
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
    const xml = junit.render(poisoned())
    expect(xml).toBe(legal(xml))
    expect(xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '')).not.toMatch(/<(script|img)/)
  })
})
