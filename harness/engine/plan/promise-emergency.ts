import type { Complaint } from '../../model/complaint.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Span } from '../../model/plan.ts'
import { classesOf } from './check-classes.ts'
import type { StepEntry } from './draft.ts'
import { judgedSpan, type Outline } from './outline.ts'
import { runbookOf } from './revocations.ts'
import { inWords, momentMs } from './spans.ts'

interface Armed extends Span {
  readonly entry: StepEntry
  /** True when the time to live ends it, and not a later step. */
  readonly byTtl: boolean
}

/** Emergency access promised at a time when it is not armed. */
export function checkEmergency(outline: Outline): Complaint[] {
  const { draft, catalog } = outline
  return draft.workloads.flatMap((workload) => {
    const { runbook } = runbookOf(workload.options) ?? {}
    if (runbook === undefined) return []
    const classes = classesOf(workload, catalog)
    const windows = armedWindows(outline, runbook)
    return draft.expected
      .filter(({ access, outcome }) => outcome === 'granted' && classes.includes(access))
      .flatMap((expected) => uncovered(outline, windows, judgedSpan(outline, expected), expected))
  })
}

/** From each step that arms (it has a time to live) to its end, or to the next step on the same runbook. */
function armedWindows({ draft, phases, durationMs }: Outline, runbook: string): Armed[] {
  const acts = draft.steps
    .filter((entry) => runbookOf(entry.options)?.runbook === runbook)
    .map((entry) => ({ entry, atMs: momentMs(phases, entry.at), ttlMs: runbookOf(entry.options)?.ttl }))
    .sort((a, b) => a.atMs - b.atMs)
  return acts.flatMap(({ entry, atMs, ttlMs }, index) => {
    if (ttlMs === undefined) return []
    const sealedMs = acts[index + 1]?.atMs ?? durationMs
    return [{ entry, fromMs: atMs, toMs: Math.min(atMs + ttlMs, sealedMs), byTtl: atMs + ttlMs < sealedMs }]
  })
}

function uncovered(
  { phases }: Outline,
  windows: readonly Armed[],
  judged: Span,
  { access, path }: { access: string; path: Complaint['path'] },
): Complaint[] {
  if (windows.some(({ fromMs, toMs }) => fromMs <= judged.fromMs && judged.toMs <= toMs)) return []
  const promise = `${access} is promised from ${inWords(phases, judged.fromMs)} to ${inWords(phases, judged.toMs)}`
  const short = windows.find(
    ({ fromMs, toMs, byTtl }) => byTtl && fromMs <= judged.fromMs && judged.fromMs < toMs,
  )
  if (short) {
    const needed = `a time to live of ${formatDuration(judged.toMs - short.fromMs)} or more`
    const message = `emergency access ends at ${inWords(phases, short.toMs)}, but ${promise}`
    return [{ path: [...short.entry.path, 'ttl'], message, expected: needed }]
  }
  const armed = windows.map(
    ({ fromMs, toMs }) => `from ${inWords(phases, fromMs)} to ${inWords(phases, toMs)}`,
  )
  const message = `${promise}, but it is ${armed.length > 0 ? `armed ${armed.join(' and ')}` : 'never armed'}`
  return [{ path, message, expected: 'a promise within the time when it is armed' }]
}
