import type { Complaint } from '../../model/complaint.ts'
import { formatDuration } from '../../model/duration.ts'
import type { PlannedPhase } from '../../model/plan.ts'
import { phases } from '../../model/words.ts'
import type { Draft, Entry, StepEntry } from './draft.ts'
import { faultSpan, inWords, phaseNamed, phaseSpans } from './spans.ts'

const shortestMs = 1_000
const longestMs = 24 * 3_600_000

/** Times that contradict each other or the phases. */
export function checkTimes(draft: Draft): Complaint[] {
  if (!draft.phases) return []
  const spans = phaseSpans(draft.phases)
  const endMs = spans.at(-1)?.toMs ?? 0
  return [
    ...checkPhases(spans, endMs),
    ...draft.faults.flatMap((fault) => checkFault(spans, endMs, fault)),
    ...draft.steps.flatMap((step) => checkStep(spans, step)),
    ...draft.expected.flatMap(({ path, phase, withinMs }) => {
      const { fromMs, toMs } = phaseNamed(spans, phase)
      if (withinMs < toMs - fromMs || toMs - fromMs < shortestMs) return []
      const message = `within ${formatDuration(withinMs)} leaves nothing of ${phase} to be judged`
      return [{ path, message, expected: `less than the ${formatDuration(toMs - fromMs)} of the phase` }]
    }),
  ]
}

function checkPhases(spans: readonly PlannedPhase[], endMs: number): Complaint[] {
  const short = spans
    .filter((span) => span.toMs - span.fromMs < shortestMs)
    .map(({ name }) => ({
      path: ['phases', name],
      message: `${name} is too short to see anything`,
      expected: 'at least 1s',
    }))
  if (endMs <= longestMs) return short
  return [
    ...short,
    {
      path: ['phases'],
      on: 'key',
      message: `the run takes ${formatDuration(endMs)}`,
      expected: 'at most 24h in all',
    },
  ]
}

function checkFault(spans: readonly PlannedPhase[], endMs: number, fault: Entry): Complaint[] {
  const { options, path } = fault
  const at = (key: string): Pick<Complaint, 'path' | 'on'> =>
    options[key] === undefined ? { path, on: 'key' } : { path: [...path, key] }
  if (options.until !== undefined && options.for !== undefined)
    return [
      { ...at('for'), message: `${fault.word} has two ends, until and for`, expected: 'one of until, for' },
    ]
  const { fromMs, toMs } = faultSpan(spans, fault)
  const endKey = options.for === undefined ? 'until' : 'for'
  if (toMs > endMs)
    return [
      {
        ...at(endKey),
        message: `${fault.word} ends ${formatDuration(toMs - endMs)} after the run`,
        expected: 'an end within the run',
      },
    ]
  if (toMs > fromMs) return []
  if (options[endKey] === undefined) {
    const message = `${fault.word} has no end: it begins at ${inWords(spans, fromMs)}, when faults end by default`
    return [{ ...at('at'), message, expected: `until or for, or a beginning before ${phases[2]}` }]
  }
  return [
    {
      ...at(endKey),
      message: `${fault.word} ends before it begins`,
      expected: `an end after ${inWords(spans, fromMs)}`,
    },
  ]
}

function checkStep(spans: readonly PlannedPhase[], { at, path, word }: StepEntry): Complaint[] {
  const phase = phaseNamed(spans, at.phase)
  const lengthMs = phase.toMs - phase.fromMs
  if (at.offsetMs < lengthMs) return []
  const late = at.phase === 'after' ? 'the run is over' : `${at.phase} is over`
  const message = `${word} comes when ${late}: ${at.phase} takes ${formatDuration(lengthMs)}`
  return [
    {
      path: [...path.slice(0, -1), 'at'],
      message,
      expected: `less than ${formatDuration(lengthMs)} after ${at.phase}`,
    },
  ]
}
