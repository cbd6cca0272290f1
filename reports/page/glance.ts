import { seconds } from '../../harness/model/timing.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import { startedAt } from '../moments.ts'
import type { Evidence } from '../report.ts'
import { emergency } from '../summary/emergency.ts'
import { type Failure, failures } from '../summary/failures.ts'
import { tasks } from '../summary/tasks.ts'
import { type Content, html, type Markup } from './markup.ts'
import { taskTable } from './tasks.ts'
import { when } from './when.ts'

const shown = 4
const shownTasks = 6

/** The first screen: what failed, since when, who opened the emergency door, when it shut, and who must do what. */
export function glance(evidence: Evidence): Markup {
  const all = failures(evidence)
  const day = startedAt(evidence).slice(0, 10)
  const due = tasks(evidence, day)
  return html`<section class="glance" aria-label="At a glance">
${answer('What failed', failed(evidence, all))}
${answer('Since when', since(evidence, all))}
${answer('Who approved emergency access', approved(evidence))}
${answer('When it ended', ended(evidence))}
<div class="answer wide"><h2>What must be done, by whom, until when</h2>${due.length === 0 ? html`<p>${all.length === 0 ? 'Nothing: no promise was seen broken.' : 'Nothing is on record.'}</p>` : html`${taskTable(due.slice(0, shownTasks))}${due.length > shownTasks && html`<p><a href="#follow-up">and ${due.length - shownTasks} more</a></p>`}`}</div>
</section>`
}

const answer = (question: string, content: Content): Markup =>
  html`<div class="answer"><h2>${question}</h2>${content}</div>`

function failed({ judgement }: Evidence, all: readonly Failure[]): Markup {
  const open = judgement.findings.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'failed')
  const rest = all.length - shown
  const doubts =
    open.length > 0 &&
    html`<p class="doubt">Not shown, neither good nor bad: ${open.map(({ oracle }) => oracle).join(', ')}.</p>`
  if (all.length === 0) return html`<p>Nothing was seen to fail.</p>${doubts}`
  return html`<ul>${all
    .slice(0, shown)
    .map(
      ({ oracle, access, text, more }) =>
        html`<li><strong>${access ?? oracle}</strong> <span class="quiet">(${oracle})</span><br>${text}${more > 0 && html` <a href="#${oracle}">${more} more</a>`}</li>`,
    )}</ul>${rest > 0 && html`<p><a href="#findings">and ${rest} more</a></p>`}${doubts}`
}

function since(evidence: Evidence, all: readonly Failure[]): Markup {
  if (all.length === 0) return html`<p>–</p>`
  const span = outage(evidence.history, evidence.plan)
  const after = (ms: number) => {
    if (!span) return ''
    if (ms < span.fromMs) return 'before the outage'
    if (ms < span.toMs) return `${seconds(ms - span.fromMs)} into the outage`
    return `${seconds(ms - span.toMs)} after the outage`
  }
  return html`<ul>${all
    .slice(0, shown)
    .map(({ access, oracle, seen }) =>
      seen
        ? html`<li><strong>${access ?? oracle}</strong><br>${when(evidence, seen.fromMs)}, ${after(seen.fromMs)}; last seen ${when(evidence, seen.toMs)}</li>`
        : html`<li><strong>${access ?? oracle}</strong><br>no record tells</li>`,
    )}</ul>`
}

function approved(evidence: Evidence): Markup {
  const found = emergency(evidence)
  const signed = evidence.audit.signOffs.filter(({ role }) => role === 'approver').map(({ who }) => who)
  const plan =
    signed.length > 0
      ? html`<p class="quiet">The plan of the drill was signed by ${signed.join(', ')}.</p>`
      : html`<p class="quiet">Nobody signed the plan of the drill.</p>`
  if (!found) return html`<p>The drill opened no emergency access.</p>${plan}`
  if (found.opened.length === 0) return html`<p>Nobody: it was never opened.</p>${plan}`
  const asked = found.requester ? html`, asked for by <strong>${found.requester}</strong>` : ''
  return html`${found.opened.map(
    ({ who, atMs }) =>
      html`<p><strong>${who ?? 'Not named in the journal'}</strong>${asked}${atMs !== null && html`<br>${when(evidence, atMs)}`}</p>`,
  )}${plan}`
}

function ended(evidence: Evidence): Markup {
  const found = emergency(evidence)
  if (!found || found.opened.length === 0) return html`<p>–</p>`
  const { endedMs, how, lastUseMs, goesOn } = found
  const last = lastUseMs === undefined ? undefined : when(evidence, lastUseMs)
  if (endedMs === undefined)
    return html`<p class="alarm">It was not seen to end.</p>${last && html`<p>It last let somebody in at ${last}.</p>`}`
  if (!goesOn)
    return html`<p><strong>${when(evidence, endedMs)}</strong>, ${how}</p>${last && html`<p class="quiet">It last let somebody in at ${last}.</p>`}`
  const late = seconds(Math.max(0, (lastUseMs ?? endedMs) - endedMs))
  return html`<p class="alarm">It did not end.</p><p>It was ${how} at ${when(evidence, endedMs)}${last && html`, and still let somebody in at ${last}, ${late} later`}.</p>`
}
