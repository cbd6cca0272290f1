import { startedAt } from '../moments.ts'
import type { Evidence } from '../report.ts'
import { tasks } from '../summary/tasks.ts'
import { html, type Markup } from './markup.ts'
import { taskTable } from './tasks.ts'

const parts = [
  ['open', 'Open', 'Findings that nobody has taken yet.'],
  ['remediation', 'Remediation', 'Who mends it, and by when.'],
  ['accepted-risk', 'Accepted risk', 'Who accepts it by name, and the last day on which that counts.'],
] as const

/** Remediations and accepted risks apart, as auditors ask for them. */
export function followUp(evidence: Evidence): Markup {
  const all = tasks(evidence, startedAt(evidence).slice(0, 10))
  if (all.length === 0) {
    const failed = evidence.judgement.findings.some(({ verdict }) => verdict === 'failed')
    return html`<p class="quiet">${failed ? 'Nothing is on record.' : 'No promise was seen broken, so there is nothing to take.'}</p>`
  }
  return html`${parts.map(([kind, title, lead]) => {
    const some = all.filter((task) => task.kind === kind)
    return some.length > 0 && html`<h3>${title}</h3><p class="quiet">${lead}</p>${taskTable(some)}`
  })}`
}
