import { recordsOf } from '../harness/model/record.ts'
import { seconds } from '../harness/model/timing.ts'
import { colophon } from './page/colophon.ts'
import { emergencyLog } from './page/emergency.ts'
import { events } from './page/events.ts'
import { expectations } from './page/expected.ts'
import { findings } from './page/findings.ts'
import { frontier } from './page/frontier.ts'
import { legend, steps } from './page/legend.ts'
import { holdsUpTo, lifetimes } from './page/lifetimes.ts'
import { type Content, html, type Markup, trusted } from './page/markup.ts'
import { proof } from './page/proof.ts'
import { revocations } from './page/revocations.ts'
import { style } from './page/style.ts'
import { timeline } from './page/timeline.ts'
import { banner, cards } from './page/verdicts.ts'
import type { Evidence, Report } from './report.ts'

/** Nothing is fetched and nothing runs: even a hostile journal finds no way out of this page. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

const section = (id: string, title: string, lead: string, ...content: Content[]): Markup =>
  html`<section id="${id}"><h2>${title}</h2><p class="lead">${lead}</p>${content}</section>`

function header({ run, plan, history }: Evidence): Markup {
  const date = recordsOf(history, 'run.started')[0]?.time.slice(0, 16).replace('T', ' ')
  const facts = [
    run,
    date ? `${date} UTC` : undefined,
    `${seconds(plan.durationMs).replace('.0', '')} on ${plan.driver}`,
    `estate ${plan.estate}`,
  ]
  return html`<header><p class="brand">Identity Drill</p><h1>${plan.title}</h1><p class="teaches">${plan.teaches}</p><p class="facts">${facts.filter(Boolean).join(' · ')}</p></header>`
}

function body(evidence: Evidence): Markup {
  const { judgement } = evidence
  return html`${header(evidence)}
${banner(judgement)}
${cards(judgement.findings)}
<p class="reach">${holdsUpTo(evidence)}</p>
${section('timeline', 'Timeline', 'Each band is one kind of access; its height and word say how attempts came out. The shaded time is the outage, as witnesses saw it.', legend(), timeline(evidence), steps(evidence))}
${section('frontier', 'Continuity against revocation', 'The two pull against each other: what goes on without the authority cannot hear from it. Outlined: predicted at most. Solid: measured, as finely as attempts were made.', frontier(evidence))}
${section('revocations', 'Revocations', 'A denial alone proves nothing: each revoked principal has a twin that must keep its access.', revocations(evidence))}
${section('expected', 'Expected and observed', 'What the scenario promises of each kind of access in each phase, and how the judged attempts came out.', expectations(evidence))}
${section('emergency', 'Emergency access', 'What must be refused, what was armed, who was alerted, and that it ended.', emergencyLog(evidence))}
${section('findings', 'Findings', 'What each verdict rests on.', findings(judgement.findings))}
${section('proof', 'Proof of the fault', 'Seen by witnesses that do not ask the tool which injected it. Without any of them nothing is concluded.', proof(evidence))}
${section('lifetimes', 'Lifetimes and caches', 'Short lifetimes make drills short; what did not run out was not tried.', lifetimes(evidence))}
${section('events', 'Events', 'The records that findings cite.', events(evidence))}
${section('about', 'About this run', 'What was tested, by what, and from which inputs.', colophon(evidence))}`
}

export const page: Report = {
  name: 'html',
  file: 'report.html',
  render: (evidence) =>
    html`${trusted('<!doctype html>')}<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(policy)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${evidence.plan.scenario}: ${evidence.judgement.verdict}</title><style>${trusted(style)}</style></head><body><main>${body(evidence)}</main></body></html>
`.markup,
}
