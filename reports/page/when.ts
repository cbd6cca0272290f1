import { clock } from '../../harness/model/timing.ts'
import { wallTime } from '../moments.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

/** `13:25:27 UTC`, from ISO 8601. */
export function timeOfDay(iso: string): string {
  return `${iso.slice(11, 19)} UTC`
}

/** A moment of the run as people outside of it know it, with the run's own clock beside it. */
export function when(evidence: Evidence, atMs: number): Markup {
  return html`<span class="number">${timeOfDay(wallTime(evidence, atMs))} <span class="quiet">(${clock(atMs)})</span></span>`
}
