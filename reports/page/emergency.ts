import { besidesAttempts, type JournalRecord } from '../../harness/model/record.ts'
import { clock, seconds } from '../../harness/model/timing.ts'
import type { Evidence } from '../report.ts'
import { html, type Markup } from './markup.ts'

interface Line {
  readonly seq: number
  readonly atMs: number
  readonly what: string
  readonly came: string
  readonly ok: boolean
}

/** Everything about emergency access in order: controls, arming, alerts, disarming, generations of its key. */
export function emergencyLog(evidence: Evidence): Markup {
  const lines = besidesAttempts(evidence.history)
    .flatMap((entry) => lineOf(evidence, entry) ?? [])
    .toSorted((a, b) => a.atMs - b.atMs)
  if (lines.length === 0) return html`<p class="quiet">No emergency access in this drill.</p>`
  return html`<table class="compact"><caption>What was tried and seen at that door</caption><thead><tr><th>At</th><th>What</th><th>Came to</th><th>Event</th></tr></thead><tbody>${lines.map(
    (line) =>
      html`<tr class="${line.ok ? 'fine' : 'bad'}"><td class="number">${clock(line.atMs)}</td><td>${line.what}</td><td>${line.ok ? '✓' : '✕'} ${line.came}</td><td>#${line.seq}</td></tr>`,
  )}</tbody></table>`
}

function lineOf({ plan }: Evidence, entry: JournalRecord): Line | undefined {
  const at = { seq: entry.seq, atMs: entry.atMs }
  switch (entry.type) {
    case 'control': {
      const ok = entry.outcome === 'denied' || entry.outcome === 'challenged'
      return {
        ...at,
        what: `control: ${entry.control}`,
        came: `${entry.outcome}${entry.status ? ` (${entry.status})` : ''}`,
        ok,
      }
    }
    case 'alert': {
      const what = `${entry.knownPositive ? 'known-positive alert' : 'alert'}: ${entry.alert}`
      return {
        ...at,
        what,
        came: entry.ok ? `seen after ${seconds(Math.max(0, entry.seenMs - entry.raisedMs))}` : 'never seen',
        ok: entry.ok,
      }
    }
    case 'emergency.state':
      return { ...at, what: 'state', came: `${entry.state}, key generation ${entry.generation}`, ok: true }
    case 'step.ended': {
      const step = plan.steps.find((planned) => planned.id === entry.step)
      if (step?.step !== 'arm' && step?.step !== 'disarm') return undefined
      return {
        ...at,
        what: `${step.step} for real`,
        came: entry.ok ? `done in ${seconds(entry.endMs - entry.beganMs)}` : (entry.detail ?? 'failed'),
        ok: entry.ok,
      }
    }
    default:
      return undefined
  }
}
