import type { Complaint } from '../../model/complaint.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Expected } from './draft.ts'
import { judgedSpan, lastsMs, type Outline, pathOf, type Revocation } from './outline.ts'
import { inWords } from './spans.ts'

const denials = new Set(['denied', 'challenged', 'refused'])

/** Revocations that cannot be honoured in time, and access promised or denied against them. */
export function checkRevocations(outline: Outline): Complaint[] {
  const first = firstPerAccess(outline.revocations)
  return [
    ...outline.revocations.flatMap((revocation) => deadline(outline, revocation)),
    ...outline.draft.expected.flatMap((expected) => {
      const revocation = first.get(expected.access)
      return revocation ? promised(outline, revocation, expected) : []
    }),
  ]
}

/** The revocation that ends a class first; later ones change nothing. */
function firstPerAccess(revocations: readonly Revocation[]): Map<string, Revocation> {
  const first = new Map<string, Revocation>()
  for (const each of [...revocations].sort((a, b) => a.deadlineMs - b.deadlineMs))
    if (!first.has(each.access)) first.set(each.access, each)
  return first
}

function deadline(outline: Outline, revocation: Revocation): Complaint[] {
  const { estate, phases, durationMs } = outline
  const { entry, access, identity, via, deadlineMs } = revocation
  const on = entry.options.within === undefined ? ('key' as const) : ('value' as const)
  const path = on === 'key' ? entry.path : [...entry.path, 'within']
  if (deadlineMs >= durationMs) {
    const message = `the denial of ${identity} is due ${formatDuration(deadlineMs)} into a run of ${formatDuration(durationMs)}`
    return [{ path, on, message, expected: 'a deadline before the run ends' }]
  }
  const accessPath = pathOf(outline, access)
  if (!accessPath) return []
  if (!accessPath.hears[via]) {
    const ways = Object.keys(accessPath.hears)
    const message = `${access} hears nothing of a revocation via ${via}`
    return [
      {
        path: [...entry.path, 'via'],
        message,
        expected: ways.length > 0 ? `one of ${ways.join(', ')}` : 'another access class',
      },
    ]
  }
  const { expires } = accessPath
  const lifeMs = expires === undefined ? undefined : estate.lifetimes[expires]?.drill
  if (lifeMs === undefined || deadlineMs < lifeMs) return []
  const message = `by ${inWords(phases, deadlineMs)} ${access} may have expired by itself (${expires} ${formatDuration(lifeMs)}): a denial would prove nothing`
  return [{ path, on, message, expected: `a deadline less than ${formatDuration(lifeMs)} after the start` }]
}

function promised(outline: Outline, revocation: Revocation, expected: Expected): Complaint[] {
  const { phases, estate } = outline
  const { access, path, outcome } = expected
  const { cut, via, identity, effectMs, deadlineMs } = revocation
  const judged = judgedSpan(outline, expected)
  const when = (ms: number) => inWords(phases, ms)
  if (outcome === 'granted' && judged.toMs > effectMs)
    return [
      {
        path,
        message: `${access} cannot stay granted: ${identity} is revoked at ${when(effectMs)}`,
        expected: 'denied from then on',
      },
    ]
  if (!denials.has(outcome)) return []
  if (judged.fromMs < effectMs) {
    const why = cut
      ? `the channel ${via} is cut until ${when(effectMs)}`
      : `${identity} is revoked at ${when(effectMs)} only`
    return [
      {
        path,
        message: `${access} cannot be ${outcome} from ${when(judged.fromMs)} on: ${why}`,
        expected: cut ? 'unavailable or granted meanwhile' : 'granted before',
      },
    ]
  }
  const delayMs = lastsMs(estate, pathOf(outline, access)?.hears[via] ?? [])
  if (judged.fromMs >= Math.max(deadlineMs, effectMs + delayMs)) return []
  const message = `${access} is ${outcome} from ${when(judged.fromMs)} on, but the revocation has until ${when(deadlineMs)}`
  return [{ path, message, expected: 'a longer `within`, or a shorter one at the revocation' }]
}
