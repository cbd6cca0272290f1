import { formatDuration } from '../../harness/model/duration.ts'
import type { Plan } from '../../harness/model/plan.ts'
import { seconds } from '../../harness/model/timing.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

/** How far the verdict reaches: the outage that was drilled, never longer. */
export function holdsUpTo({ plan, history }: Evidence): string {
  const span = outage(history, plan)
  if (!span) return 'No outage was in force, so the verdict holds for none.'
  const left = plan.lifetimes.filter((entry) => !entry.crossed).length
  const rest =
    left > 0
      ? ` ${left} lifetimes and caches did not run out in this drill: what happens when they do was not tried.`
      : ''
  return `The verdict holds up to an outage of ${seconds(span.toMs - span.fromMs)}.${rest}`
}

export function lifetimes(evidence: Evidence): Markup {
  const { plan } = evidence
  if (plan.lifetimes.length === 0) return html`<p class="quiet">The estate declares no lifetimes.</p>`
  const sorted = plan.lifetimes.toSorted(
    (a, b) => Number(a.crossed) - Number(b.crossed) || a.productionMs - b.productionMs,
  )
  return html`<p>${holdsUpTo(evidence)}</p><table class="compact"><thead><tr><th>Lifetime or cache</th><th>In the drill</th><th>In production</th><th>Crossed</th></tr></thead><tbody>${sorted.map(row)}</tbody></table>`
}

const lasting = (ms: number) => (ms === 0 ? 'none' : formatDuration(ms))

function row({ name, what, drillMs, productionMs, crossed }: Plan['lifetimes'][number]): Markup {
  const shortened =
    drillMs < productionMs
      ? html`<small>shortened ${Math.round(productionMs / Math.max(1, drillMs))}×</small>`
      : false
  return html`<tr><th>${name}<small>${what}</small></th><td class="number">${lasting(drillMs)}${shortened}</td><td class="number">${lasting(productionMs)}</td><td>${crossed ? '✓ ran out in the drill' : html`<strong class="open">○ not crossed</strong>`}</td></tr>`
}
