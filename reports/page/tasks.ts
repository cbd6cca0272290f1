import type { Task } from '../summary/tasks.ts'
import { html, type Markup } from './markup.ts'

const kinds = {
  open: 'Nobody has taken it',
  remediation: 'To be mended',
  'accepted-risk': 'Risk accepted',
} as const

/** What must be done, who does it, and until when; what nobody has taken stands out. */
export function taskTable(tasks: readonly Task[]): Markup {
  return html`<table class="compact tasks"><thead><tr><th>What</th><th>Who</th><th>Until</th></tr></thead><tbody>${tasks.map(row)}</tbody></table>`
}

function row({ finding, kind, what, who, until, past }: Task): Markup {
  const open = kind === 'open'
  const name = open
    ? html`<strong>${who ?? 'nobody named'}</strong><small>owner, as the estate says; has not taken it</small>`
    : html`<strong>${who}</strong>${kind === 'accepted-risk' && html`<small>accepts the risk</small>`}`
  const date = open
    ? html`<strong>no date</strong>`
    : html`<strong>${until}</strong>${past && html`<small>before the day of this run</small>`}`
  return html`<tr class="${open || past ? 'bad' : 'fine'}"><td><span class="kind ${kind}">${kinds[kind]}</span> ${what}<small class="code">${finding}</small></td><td>${name}</td><td class="number">${date}</td></tr>`
}
