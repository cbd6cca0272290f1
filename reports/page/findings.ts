import type { Finding, Reason } from '../../harness/model/finding.ts'
import { eventLinks } from './links.ts'
import { html, type Markup } from './markup.ts'
import { badge } from './verdicts.ts'

/** What each finding rests on: what speaks against it first, what was met folded away. */
export function findings(all: readonly Finding[]): Markup {
  return html`${all.map(section)}`
}

function section(finding: Finding): Markup {
  const against = finding.reasons.filter((reason) => reason.verdict !== 'passed')
  const met = finding.reasons.filter((reason) => reason.verdict === 'passed')
  return html`<article class="finding" id="${finding.oracle}"><h3>${finding.oracle} ${badge(finding.verdict)}</h3><p class="promise">${finding.promise}</p><p>${finding.summary}</p>
${against.length > 0 && reasons(against)}
${met.length > 0 && html`<details><summary>${counted(met.length, 'observation')} that it rests on</summary>${reasons(met)}</details>`}
${finding.measures.length > 0 && html`<details><summary>${counted(finding.measures.length, 'measurement')}</summary><ul class="measures">${finding.measures.map((measure) => html`<li>${measure.text}</li>`)}</ul></details>`}
</article>`
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function reasons(list: readonly Reason[]): Markup {
  return html`<table class="compact reasons"><thead><tr><th>Verdict</th><th>What was seen</th><th>Who must act</th><th>Events</th></tr></thead><tbody>${list.map(
    (reason) =>
      html`<tr><td>${badge(reason.verdict)}</td><td>${reason.text}<small class="code">${reason.code}</small></td><td>${reason.owner ?? '–'}</td><td>${eventLinks(reason.events)}</td></tr>`,
  )}</tbody></table>`
}
