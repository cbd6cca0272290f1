import type { JournalRecord } from '../../harness/model/record.ts'
import { clock } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

/** The records that findings cite; the journal has all of them. */
export function events({ history, judgement }: Evidence): Markup {
  const cited = new Set(
    judgement.findings.flatMap((finding) => finding.reasons.flatMap((reason) => reason.events)),
  )
  const rows = history.filter((entry) => cited.has(entry.seq)).toSorted((a, b) => a.seq - b.seq)
  return html`<p class="quiet">${rows.length} of ${history.length} records of journal.jsonl: those that a finding cites.</p>
<details class="events" open><summary>Cited events</summary><table class="compact"><thead><tr><th>Event</th><th>At</th><th>Record</th><th>About</th><th>Came to</th><th>Request</th></tr></thead><tbody>${rows.map(row)}</tbody></table></details>`
}

function row(entry: JournalRecord): Markup {
  const requestId = 'requestId' in entry ? entry.requestId : undefined
  return html`<tr id="e${entry.seq}"><td>#${entry.seq}</td><td class="number">${clock('beganMs' in entry ? entry.beganMs : entry.atMs)}</td><td>${entry.type}</td><td>${about(entry)}</td><td>${cameTo(entry)}</td><td class="code">${requestId ?? ''}</td></tr>`
}

/** The first of these that a record has says what it is about. */
function about(entry: JournalRecord): string {
  const fields: Partial<Record<string, unknown>> = { ...entry }
  const found = [
    'access',
    'control',
    'alert',
    'step',
    'witness',
    'fault',
    'state',
    'phase',
    'actor',
    'run',
  ].find((key) => fields[key] !== undefined)
  return found ? String(fields[found]) : ''
}

function cameTo(entry: JournalRecord): string {
  const fields: Partial<Record<string, unknown>> = { ...entry }
  const parts = [
    fields.outcome,
    fields.status,
    fields.ok === undefined ? undefined : fields.ok ? 'ok' : 'not ok',
    fields.detail,
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}
