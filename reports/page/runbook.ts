import type { ConductedStep } from '../../harness/model/audit.ts'
import { clock, seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { eventLinks } from './links.ts'
import { html, type Markup } from './markup.ts'

/** Every step with who did it and when: what was planned beside what was done. */
export function conduct({ audit }: Evidence): Markup {
  const books = audit.runbooks.map(
    ({ name, title, version, digest }) =>
      html`<li><strong>${title}</strong> <span class="quiet">(${name}, version ${version})</span><small class="code">${digest}</small></li>`,
  )
  return html`${books.length > 0 ? html`<ul class="books">${books}</ul>` : html`<p class="quiet">No runbook was followed; what follows is what the drill itself did.</p>`}
${audit.steps.length > 0 && html`<table class="compact conduct"><thead><tr><th>Step</th><th>By</th><th>Planned</th><th>Began</th><th>Took</th><th>Came to</th><th>Events</th></tr></thead><tbody>${audit.steps.map(row)}</tbody></table>`}`
}

const signs = { done: '✓ done', refused: '✕ refused', failed: '✕ failed', 'not-done': '○ not done' } as const

function planned({ plannedAtMs, plannedMs }: ConductedStep): string {
  const due = plannedAtMs === null ? [] : [`at ${clock(plannedAtMs)}`]
  const takes = plannedMs === null ? [] : [`within ${seconds(plannedMs).replace('.0', '')}`]
  return [...due, ...takes].join(', ') || '–'
}

function row(step: ConductedStep): Markup {
  const { runbook, title, by, who, beganMs, endedMs, plannedMs, outcome, note, events } = step
  const tookMs = beganMs === null || endedMs === null ? undefined : endedMs - beganMs
  const late = tookMs !== undefined && plannedMs !== null && tookMs > plannedMs
  const took = tookMs === undefined ? '–' : seconds(tookMs)
  const began = beganMs === null ? '–' : clock(beganMs)
  const bad = outcome === 'failed' || late
  return html`<tr class="${bad ? 'bad' : 'fine'}"><th>${title}<small>${runbook || 'the drill'}</small></th><td>${who}<small>${by}</small></td><td class="number">${planned(step)}</td><td class="number">${began}</td><td class="number">${late ? html`<strong>${took}</strong><small>longer than planned</small>` : took}</td><td>${signs[outcome]}${note && html`<small>${note}</small>`}</td><td>${eventLinks(events)}</td></tr>`
}
