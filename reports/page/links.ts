import { html, type Markup } from './markup.ts'

const shown = 6

/** Links to the rows of the event table that a reason rests on. */
export function eventLinks(events: readonly number[]): Markup {
  if (events.length === 0) return html`<span class="quiet">no event</span>`
  const listed = events.length <= shown ? events : [...events.slice(0, shown - 1), ...events.slice(-1)]
  const left = events.length - listed.length
  return html`<span class="links">${listed.map((seq, index) => html`${left > 0 && index === listed.length - 1 ? html`<span class="quiet">+${left} … </span>` : false}<a href="#e${seq}">#${seq}</a> `)}</span>`
}
