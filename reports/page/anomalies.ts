import type { Evidence } from '../report.ts'
import { eventLinks } from './links.ts'
import { html, type Markup } from './markup.ts'

const shown = 50

/** What did not go as it should, whether or not a verdict rests on it. */
export function anomalies({ audit }: Evidence): Markup {
  const { anomalies: all } = audit
  if (all.length === 0) return html`<p class="quiet">None.</p>`
  const rest = all.length - shown
  return html`<ul class="anomalies">${all.slice(0, shown).map(({ text, events }) => html`<li>${text} ${events.length > 0 && eventLinks(events)}</li>`)}</ul>${rest > 0 && html`<p>and ${rest} more in audit.json</p>`}`
}
