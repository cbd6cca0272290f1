import { matrix, type Row, type Weighed } from './controls/matrix.ts'
import type { Report } from './report.ts'
import { oneLine } from './words.ts'

const head = ['run', 'verdict', 'framework', 'source', 'control', 'other id', 'title', 'state'] as const
const tail = ['supports', 'speaks against', 'lacking in this run', 'never shown'] as const

/** Quoted always; what a spreadsheet would take for a formula is made text. */
function cell(text: string): string {
  const line = oneLine(text)
  const safe = /^[=+\-@]/.test(line) ? `'${line}` : line
  return `"${safe.replaceAll('"', '""')}"`
}

const told = (list: readonly Weighed[]) =>
  list.map(({ claim, because }) => `${claim} (${because})`).join(' | ')

function columns({ id, also, title, state, supports, against, lacks, never }: Row): string[] {
  return [id, also ?? '', title, state, told(supports), told(against), told(lacks), never]
}

/** The control matrix for spreadsheets: RFC 4180. */
export const controlTable: Report = {
  name: 'control-table',
  file: 'controls.csv',
  render: (evidence) => {
    const { run, judgement } = evidence
    const rows = matrix(evidence).flatMap(({ name, source, controls }) =>
      controls.map((row) => [run, judgement.verdict, name, source, ...columns(row)]),
    )
    return [[...head, ...tail], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
  },
}
