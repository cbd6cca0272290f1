import type { CustodyStage } from '../../harness/model/audit.ts'
import type { Evidence } from '../report.ts'
import { eventLinks } from './links.ts'
import { html, type Markup } from './markup.ts'
import { when } from './when.ts'

/** The chain of custody of the emergency credential, stage by stage. */
export function custody(evidence: Evidence): Markup {
  const { custody: stages } = evidence.audit
  if (stages.length === 0) return html`<p class="quiet">No emergency credential came into being.</p>`
  return html`<table class="compact custody"><caption>Chain of custody</caption><thead><tr><th>Stage</th><th>When</th><th>Who</th><th>What is on record</th><th>Events</th></tr></thead><tbody>${stages.map((stage) => row(evidence, stage))}</tbody></table>`
}

function row(
  evidence: Evidence,
  { stage, who, recipient, atMs, latencyMs, text, events }: CustodyStage,
): Markup {
  const name = who ?? (recipient ? `to ${recipient}` : undefined)
  const latency = latencyMs !== undefined && html`<small>seen after ${Math.round(latencyMs)} ms</small>`
  return html`<tr><th>${stage}</th><td>${atMs === null ? 'not recorded' : when(evidence, atMs)}</td><td>${name ?? html`<span class="quiet">not named</span>`}</td><td>${text}${latency}</td><td>${eventLinks(events)}</td></tr>`
}
