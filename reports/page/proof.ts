import { recordsOf } from '../../harness/model/record.ts'
import { clock } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

/** Who saw the faults begin, hold and end; never the tool that made them. */
export function proof({ plan, history }: Evidence): Markup {
  const seen = recordsOf(history, 'witness')
  if (seen.length === 0) return html`<p class="quiet">No witness saw any fault.</p>`
  const nameOf = (id: string) => {
    const fault = plan.faults.find((entry) => entry.id === id)
    return fault ? `${fault.fault}: ${fault.service}` : id
  }
  return html`<table class="compact"><thead><tr><th>Fault</th><th>Moment</th><th>Witness</th><th>Seen</th><th>At</th></tr></thead><tbody>${seen.map(
    (entry) =>
      html`<tr class="${entry.ok ? 'fine' : 'bad'}"><th>${nameOf(entry.fault)}</th><td>${entry.moment}</td><td>${entry.witness}</td><td>${entry.ok ? '✓' : '✕'} ${entry.detail}</td><td class="number">${clock(entry.atMs)}</td></tr>`,
  )}</tbody></table>`
}
