import { stepEnd } from '../../harness/model/observed.ts'
import { clock } from '../../harness/model/timing.ts'
import { outcomes } from '../../harness/model/words.ts'
import type { Evidence } from '../report.ts'
import { stepWords } from './marks.ts'
import { html, type Markup } from './markup.ts'

const meanings = {
  granted: 'let in',
  denied: 'an explicit no',
  challenged: 'asked to log in',
  unavailable: 'no answer that decides',
  indeterminate: 'nobody can tell',
} as const

export function legend(): Markup {
  return html`<ul class="legend">${outcomes.map((outcome) => html`<li><span class="swatch ${outcome}"></span><strong>${outcome}</strong> <span class="quiet">${meanings[outcome]}</span></li>`)}</ul>`
}

/** The numbered marks of the timeline, in words. */
export function steps({ plan, history }: Evidence): Markup {
  if (plan.steps.length === 0) return html``
  return html`<ol class="steps">${plan.steps.map((step) => {
    const end = stepEnd(history, step.id)
    const when = clock(end?.beganMs ?? step.atMs)
    const came = !end
      ? 'never ended'
      : !end.ok
        ? `failed${end.detail ? `: ${end.detail}` : ''}`
        : end.tries > 1
          ? `through at ${clock(end.endMs)}, after ${end.tries} tries`
          : ''
    return html`<li><span class="number">${when}</span> ${stepWords(step)}${came ? html` <span class="quiet">${came}</span>` : false}</li>`
  })}</ol>`
}
