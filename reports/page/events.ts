import type { JournalRecord } from '../../harness/model/record.ts'
import { clock } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { failuresByLayer } from '../summary/diagnosis.ts'
import { html, type Markup } from './markup.ts'

/** The records that findings, the diagnosis and the auditor's record cite; the journal has all of them. */
export function events(evidence: Evidence): Markup {
  const { all, telling } = cited(evidence)
  const rows = evidence.history.filter(({ seq }) => all.has(seq)).toSorted((a, b) => a.seq - b.seq)
  const confirming = rows.filter(({ seq }) => !telling.has(seq)).length
  return html`<p class="quiet">${rows.length} of ${evidence.history.length} records of journal.jsonl: those that are cited above.</p>
${confirming > 0 && html`<p class="paper quiet">Left out on paper: ${confirming} that only confirm what was met.</p>`}
<details class="events" open><summary>Cited events</summary><table class="compact"><thead><tr><th>Event</th><th>At</th><th>Record</th><th>About</th><th>Came to</th><th>Request</th></tr></thead><tbody>${rows.map((entry) => row(entry, telling.has(entry.seq)))}</tbody></table></details>`
}

/** All that is cited, and what of it tells more than that a promise was met. */
function cited({ judgement, audit, history }: Evidence) {
  const reasons = judgement.findings.flatMap((finding) => finding.reasons)
  const against = reasons.filter(({ verdict }) => verdict !== 'passed')
  const conducted = [...audit.steps, ...audit.custody, ...audit.anomalies]
  const seqs = (list: readonly { readonly events: readonly number[] }[]) =>
    new Set(list.flatMap(({ events }) => events))
  const all = seqs([...reasons, ...conducted, ...failuresByLayer(history)])
  return { all, telling: seqs([...against, ...conducted]) }
}

function row(entry: JournalRecord, telling: boolean): Markup {
  const requestId = 'requestId' in entry ? entry.requestId : undefined
  return html`<tr id="e${entry.seq}" class="${telling ? 'telling' : 'met'}"><td>#${entry.seq}</td><td class="number">${clock('beganMs' in entry ? entry.beganMs : entry.atMs)}</td><td>${entry.type}</td><td>${about(entry)}</td><td>${cameTo(entry)}</td><td class="code">${requestId ?? ''}</td></tr>`
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
    fields.answer,
    fields.detail,
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}
