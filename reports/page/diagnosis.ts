import type { History } from '../../harness/model/record.ts'
import { seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import {
  type Alike,
  type Decisions,
  endpointHealth,
  failuresByLayer,
  identityDecisions,
} from '../summary/diagnosis.ts'
import { eventLinks } from './links.ts'
import { html, type Markup } from './markup.ts'

/** Two panels that are never mixed, and what each kind of failure looked like and was. */
export function diagnosis({ history }: Evidence): Markup {
  return html`<div class="panels">${health(history)}${decisions(history)}</div>${failures(history)}`
}

const span = ({ firstMs, lastMs }: Alike) =>
  firstMs === lastMs ? seconds(firstMs) : `${seconds(firstMs)} – ${seconds(lastMs)}`

function health(history: History): Markup {
  const rows = endpointHealth(history)
  const body =
    rows.length === 0
      ? html`<p class="quiet">Every endpoint answered every time.</p>`
      : html`<table class="compact"><thead><tr><th>Where</th><th>Layer</th><th>Times</th><th>When</th></tr></thead><tbody>${rows.map((row) => html`<tr><td>${row.at}</td><td>${layer(row.was)}<small>${row.cause}</small></td><td>${row.count}</td><td>${span(row)}</td></tr>`)}</tbody></table>`
  return html`<div class="panel"><h3>Endpoint health</h3><p class="quiet">Could they be reached, and could they answer?</p>${body}</div>`
}

function decisions(history: History): Markup {
  return html`<div class="panel"><h3>Identity decisions</h3><p class="quiet">Who was let in, and who was told no by somebody who could tell?</p><table class="compact"><thead><tr><th>Access</th><th>Let in</th><th>Told no</th></tr></thead><tbody>${identityDecisions(history).map(decision)}</tbody></table></div>`
}

const decision = ({ access, granted, refused }: Decisions): Markup =>
  html`<tr><td>${access}</td><td>${granted}</td><td>${refused.length === 0 && '–'}${refused.map((row) => html`<div>${row.count} × ${layer(row.was)}<small>${row.cause}, ${row.at}</small></div>`)}</td></tr>`

function failures(history: History): Markup {
  const rows = failuresByLayer(history)
  if (rows.length === 0) return html`<p class="quiet">No attempt failed.</p>`
  return html`<table class="compact diagnosis"><thead><tr><th>Where</th><th>Looked like → was</th><th>Evidence</th><th>Times</th><th>Events</th></tr></thead><tbody>${rows.map(failure)}</tbody></table>`
}

function failure(row: Alike): Markup {
  const { at, looked, was, cause, count, classes, evidence, events } = row
  const mixed = was !== 'undetermined' && looked !== was
  const said = mixed ? html`${layer(looked)} → <strong>${layer(was)}</strong>` : layer(was)
  return html`<tr><td>${at}<small>${classes.join(', ')}</small></td><td>${said}<small>${cause}</small></td><td>${evidence}</td><td>${count}<small>${span(row)}</small></td><td>${eventLinks(events)}</td></tr>`
}

const layer = (word: string): Markup => html`<span class="layer ${word}">${word}</span>`
