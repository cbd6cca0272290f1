import { recordsOf } from '../harness/model/record.ts'
import { seconds } from '../harness/model/timing.ts'
import { anomalies } from './page/anomalies.ts'
import { colophon } from './page/colophon.ts'
import { controls } from './page/controls.ts'
import { custody } from './page/custody.ts'
import { diagnosis } from './page/diagnosis.ts'
import { emergencyLog } from './page/emergency.ts'
import { events } from './page/events.ts'
import { expectations } from './page/expected.ts'
import { findings } from './page/findings.ts'
import { followUp } from './page/follow-up.ts'
import { frontier } from './page/frontier.ts'
import { glance } from './page/glance.ts'
import { legend, steps } from './page/legend.ts'
import { holdsUpTo, lifetimes } from './page/lifetimes.ts'
import { type Content, html, type Markup, trusted } from './page/markup.ts'
import { people } from './page/people.ts'
import { prediction } from './page/prediction.ts'
import { proof } from './page/proof.ts'
import { revocations } from './page/revocations.ts'
import { conduct } from './page/runbook.ts'
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
${banner(judgement, holdsUpTo(evidence))}
${glance(evidence)}
${cards(judgement.findings)}
${course(evidence)}
${conducted(evidence)}
${grounds(evidence)}`
}

/** What happened, and what should have. */
function course(evidence: Evidence): Markup {
  return html`${section('timeline', 'Timeline', 'Each band is one kind of access; its height and word say how attempts came out. The shaded time is the outage, as witnesses saw it.', legend(), timeline(evidence), steps(evidence))}
${section('frontier', 'Continuity against revocation', 'The two pull against each other: what goes on without the authority cannot hear from it. Outlined: predicted at most. Solid: measured, as finely as attempts were made.', frontier(evidence))}
${section('prediction', 'Prediction and result', 'Written down before anything was injected, and what came of it.', prediction(evidence))}
${section('revocations', 'Revocations', 'A denial alone proves nothing: each revoked principal has a twin that must keep its access.', revocations(evidence))}
${section('diagnosis', 'Diagnosis', 'Each attempt that was not granted, walked through the layers to the first that fails, by what both sides saw. What was injected is not known here.', diagnosis(evidence))}
${section('expected', 'Expected and observed', 'What the scenario promises of each kind of access in each phase, and how the judged attempts came out.', expectations(evidence))}`
}

/** What people did, and must do. */
function conducted(evidence: Evidence): Markup {
  return html`${section('emergency', 'Emergency access', 'Who held it, who approved it, who was alerted, what must be refused, and that it ended.', custody(evidence), emergencyLog(evidence))}
${section('runbook', 'Steps, planned and done', 'By whom, when, and what came of it.', conduct(evidence))}
${section('people', 'People and signatures', 'Who took part, and who put a signature to it.', people(evidence))}
${section('follow-up', 'Remediation and accepted risks', 'What must be done about what failed, by whom and until when.', followUp(evidence))}`
}

/** What all of it rests on, and what it may be used for. */
function grounds(evidence: Evidence): Markup {
  return html`${section('findings', 'Findings', 'What each verdict rests on.', findings(evidence.judgement.findings))}
${section('anomalies', 'Anomalies', 'What did not go as it should, whether or not a verdict rests on it.', anomalies(evidence))}
${section('proof', 'Proof of the fault', 'Seen by witnesses that do not ask the tool which injected it. Without any of them nothing is concluded.', proof(evidence))}
${section('lifetimes', 'Lifetimes and caches', 'Short lifetimes make drills short; what did not run out was not tried.', lifetimes(evidence))}
${section('controls', 'Controls', 'What this run supports in frameworks that auditors ask about, and what it does not.', controls(evidence))}
${section('events', 'Events', 'The records that this report cites.', events(evidence))}
${section('about', 'About this run', 'What was tested, by what, and from which inputs.', colophon(evidence))}`
}

/** The run's name at the foot of each page, when it is a plain one: nothing else may get into a style sheet. */
function runFooter(run: string): string {
  return /^[\w-]{1,120}$/.test(run)
    ? `@page{@bottom-left{content:"Identity Drill · ${run}";font:8pt system-ui,sans-serif;color:#666}}`
    : ''
}

export const page: Report = {
  name: 'html',
  file: 'report.html',
  render: (evidence) =>
    html`${trusted('<!doctype html>')}<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(policy)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${evidence.plan.scenario}: ${evidence.judgement.verdict}</title><style>${trusted(style)}${trusted(runFooter(evidence.run))}</style></head><body><main>${body(evidence)}</main></body></html>
`.markup,
}
