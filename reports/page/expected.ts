import { accepted } from '../../harness/model/observed.ts'
import type { PlannedExpectation } from '../../harness/model/plan.ts'
import { seconds } from '../../harness/model/timing.ts'
import type { Outcome, Phase } from '../../harness/model/words.ts'
import { assess } from '../../harness/oracles/judging/breaches.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

export interface Cell {
  readonly expected: PlannedExpectation
  readonly counts: ReadonlyMap<Outcome, number>
  readonly total: number
  readonly state: 'met' | 'missed' | 'unseen'
}

/** What was expected of a class in a phase, and how its judged attempts came out. */
export function cellOf({ plan, history }: Evidence, expected: PlannedExpectation): Cell {
  const attempts = assess(history, plan).find((entry) => entry.expected === expected)?.attempts ?? []
  const counts = new Map<Outcome, number>()
  for (const { outcome } of attempts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const met = [...counts.keys()].every((outcome) => accepted[expected.outcome].includes(outcome))
  return {
    expected,
    counts,
    total: attempts.length,
    state: attempts.length === 0 ? 'unseen' : met ? 'met' : 'missed',
  }
}

export function wanted({ outcome, withinMs }: PlannedExpectation): string {
  return withinMs > 0 ? `${outcome} within ${seconds(withinMs).replace('.0', '')}` : outcome
}

/** `58 granted`, or `29 granted, 3 denied`. */
export function observed({ counts, total }: Cell): string {
  if (total === 0) return 'nothing observed'
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

const signs = { met: '✓', missed: '✕', unseen: '?' } as const

/** Access class × phase: what was promised, and what was seen. */
export function expectations(evidence: Evidence): Markup {
  const { plan } = evidence
  const classes = [...new Set(plan.expectations.map((entry) => entry.access))]
  const cell = (access: string, phase: Phase) => {
    const expected = plan.expectations.find((entry) => entry.access === access && entry.phase === phase)
    if (!expected) return html`<td class="quiet">–</td>`
    const found = cellOf(evidence, expected)
    return html`<td class="cell ${found.state}"><span class="sign" aria-label="${found.state}">${signs[found.state]}</span> ${wanted(expected)}<small>${observed(found)}</small></td>`
  }
  return html`<table class="matrix"><thead><tr><th>Access class</th>${plan.phases.map((phase) => html`<th>${phase.name} <span class="quiet">${seconds(phase.toMs - phase.fromMs).replace('.0', '')}</span></th>`)}</tr></thead><tbody>
${classes.map((access) => html`<tr><th>${access}</th>${plan.phases.map((phase) => cell(access, phase.name))}</tr>`)}
</tbody></table>`
}
