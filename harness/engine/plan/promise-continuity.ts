import type { Complaint } from '../../model/complaint.ts'
import { formatDuration } from '../../model/duration.ts'
import { cuts } from './faults.ts'
import { edgeOf, judgedSpan, lastsMs, type Outline, pathOf } from './outline.ts'
import { inWords, overlap } from './spans.ts'

/** Access promised while something is cut that it cannot do without, or not for so long. */
export function checkContinuity(outline: Outline): Complaint[] {
  const { draft, estate, faults, phases } = outline
  return draft.expected.flatMap((expected): Complaint[] => {
    if (expected.outcome !== 'granted') return []
    const judged = judgedSpan(outline, expected)
    for (const need of pathOf(outline, expected.access)?.needs ?? []) {
      const edge = edgeOf(estate, need)
      const bridgedMs = lastsMs(estate, need.bridges)
      for (const fault of faults.filter((each) => cuts(each, edge))) {
        const lost = overlap(judged, { fromMs: fault.fromMs + bridgedMs, toMs: fault.toMs })
        if (!lost) continue
        const cut = `${edge.from} → ${edge.to} is cut from ${inWords(phases, fault.fromMs)} to ${inWords(phases, fault.toMs)}`
        const bridged =
          bridgedMs > 0
            ? `, and only ${formatDuration(bridgedMs)} of it is bridged, by ${need.bridges.join(' and ')}`
            : ''
        const message = `${expected.access} cannot be granted: ${cut}${bridged}`
        return [
          {
            path: expected.path,
            message,
            expected: 'unavailable, or granted within a time that begins after the cut',
          },
        ]
      }
    }
    return []
  })
}
