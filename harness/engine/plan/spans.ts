import { formatDuration, parseDuration } from '../../model/duration.ts'
import { type Moment, parseMoment } from '../../model/moment.ts'
import type { PlannedPhase, Span } from '../../model/plan.ts'
import type { Scenario } from '../../model/scenario.ts'
import { type Phase, phases } from '../../model/words.ts'
import type { Entry } from './draft.ts'

/** The phases one after the other, from 0. */
export function phaseSpans(of: Scenario['phases']): readonly PlannedPhase[] {
  let fromMs = 0
  return phases.map((name) => {
    const span = { name, fromMs, toMs: fromMs + of[name] }
    fromMs = span.toMs
    return span
  })
}

/** A moment on the run's clock, in ms. */
export function momentMs(spans: readonly PlannedPhase[], moment: Moment): number {
  return phaseNamed(spans, moment.phase).fromMs + moment.offsetMs
}

export function phaseNamed(spans: readonly PlannedPhase[], name: Phase): PlannedPhase {
  return spans.find((span) => span.name === name) ?? { name, fromMs: 0, toMs: 0 }
}

/** When a fault begins and ends: from `during` to `recovery` unless its options say otherwise. */
export function faultSpan(spans: readonly PlannedPhase[], { options }: Entry): Span {
  const at = (value: unknown, otherwise: Phase) =>
    momentMs(spans, (typeof value === 'string' && parseMoment(value)) || { phase: otherwise, offsetMs: 0 })
  const fromMs = at(options.at, 'during')
  const forMs =
    typeof options.for === 'number'
      ? options.for
      : typeof options.for === 'string'
        ? parseDuration(options.for)
        : undefined
  return { fromMs, toMs: forMs === undefined ? at(options.until, 'recovery') : fromMs + forMs }
}

/** `during + 10s`: a time of the run in the words of the scenario. */
export function inWords(spans: readonly PlannedPhase[], ms: number): string {
  const phase = spans.findLast((span) => span.fromMs <= ms && span.fromMs < span.toMs) ?? spans[0]
  if (!phase) return formatDuration(ms)
  if (ms >= phase.toMs) return 'the end of the run'
  return ms === phase.fromMs ? phase.name : `${phase.name} + ${formatDuration(ms - phase.fromMs)}`
}

export function overlap(a: Span, b: Span): Span | undefined {
  const span = { fromMs: Math.max(a.fromMs, b.fromMs), toMs: Math.min(a.toMs, b.toMs) }
  return span.fromMs < span.toMs ? span : undefined
}
