import type { Evidence } from '../report.ts'
import { type Content, html, type Markup } from './markup.ts'

/** Who took part, by name, and who signed, with which key. */
export function people({ audit }: Evidence): Markup {
  const { coordinator, approvers, witness, participants } = audit.roster
  const pairs: [string, Content][] = [
    ['Coordinator', coordinator ?? 'not named'],
    ['Approvers', approvers.join(', ') || 'none named'],
    ['Witness', witness ?? 'not named'],
    ['Participants', participants.join(', ') || 'none named'],
  ]
  return html`<dl class="colophon roster">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${signOffs(audit.signOffs)}
<p class="note">Names are not approvals. What counts is a signature with a key of one’s own, over the digest of the plan or of the result.</p>`
}

function signOffs(list: Evidence['audit']['signOffs']): Markup {
  if (list.length === 0) return html`<p class="open">Nobody had signed when this report was made.</p>`
  return html`<table class="compact"><caption>Sign-offs</caption><thead><tr><th>Role</th><th>Who</th><th>When</th><th>Key</th></tr></thead><tbody>${list.map(
    ({ role, who, at, keyId }) =>
      html`<tr><td>${role}</td><td><strong>${who}</strong></td><td class="number">${at.slice(0, 16).replace('T', ' ')} UTC</td><td class="code">${keyId}</td></tr>`,
  )}</tbody></table>`
}
