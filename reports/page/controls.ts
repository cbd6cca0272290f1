import { caveat, matrix, type Part, type Row, type Weighed } from '../controls/matrix.ts'
import type { Evidence } from '../report.ts'
import { type Content, html, type Markup } from './markup.ts'

const words: Record<Row['state'], string> = {
  supported: 'supports',
  partly: 'supports in part',
  opposed: 'speaks against',
  nothing: 'nothing in this run',
}
const signs: Record<Row['state'], string> = { supported: '✓', partly: '◐', opposed: '✕', nothing: '○' }

/** For each control what this run supports and what it does not. */
export function controls(evidence: Evidence): Markup {
  return html`<p><strong>${caveat}</strong></p>${matrix(evidence).map(part)}`
}

function part({ name, source, also, controls: rows }: Part): Markup {
  return html`<h3>${name}</h3><p class="quiet">${source}</p><table class="compact controls"><thead><tr><th>Control</th><th>This run</th><th>Because</th><th>Never shown by a drill</th></tr></thead><tbody>${rows.map((row) => line(row, also))}</tbody></table>`
}

function line(row: Row, numbering: string | undefined): Markup {
  const { id, also, title, state, supports, against, lacks, never } = row
  const other = also !== undefined && html`<small>${numbering}: ${also}</small>`
  return html`<tr><th>${id}${other}<small>${title}</small></th><td class="support ${state}"><span class="sign">${signs[state]}</span>${words[state]}</td><td><ul>${told('✓', supports)}${told('✕', against)}${told('○', lacks)}</ul>${row.supports.length + against.length + lacks.length === 0 && html`<span class="quiet">A drill has nothing to say about it.</span>`}</td><td class="quiet">${never}</td></tr>`
}

const told = (sign: string, list: readonly Weighed[]): Content =>
  list.map(
    ({ claim, because }) => html`<li><span class="sign">${sign}</span>${claim}<small>${because}</small></li>`,
  )
