import type { Complaint, Path } from '../../model/complaint.ts'
import { formatDuration } from '../../model/duration.ts'
import { type Estate, serviceOf } from '../../model/estate.ts'
import { type Limits, usualLongestMs } from '../../model/limits.ts'
import { oneOf } from '../../model/nearest.ts'
import type { PlannedLimits } from '../../model/plan.ts'
import type { Outline } from './outline.ts'

/** What holds for a run: the estate's limits, narrowed by the scenario's. */
export function limitsOf(estate: Estate, narrower: Limits = {}): PlannedLimits {
  const blastRadius = narrower['blast-radius'] ?? estate.limits?.['blast-radius']
  return {
    maxDurationMs: narrower['max-duration'] ?? longestOn(estate),
    blastRadius: blastRadius && namesOf(estate, blastRadius),
  }
}

/** Names in a scenario's limits that its estate does not know. */
export function checkLimitNames({ 'blast-radius': radius = [] }: Limits, estate: Estate): Complaint[] {
  const valid = Object.entries(estate.services).flatMap(([name, { role }]) => [name, role])
  return radius.flatMap((word, index) => {
    if (valid.includes(word)) return []
    const message = `the estate has no service or role named ${word}`
    return [{ path: ['limits', 'blast-radius', index], message, expected: oneOf(word, [...new Set(valid)]) }]
  })
}

/** A drill that lasts longer, or hits more, than it may; limits that are wider than the estate's. */
export function checkLimits(outline: Outline, narrower: Limits = {}): Complaint[] {
  return [
    ...widened(outline.estate, narrower),
    ...tooLong(outline, limitsOf(outline.estate, narrower)),
    ...outside(outline, limitsOf(outline.estate, narrower)),
  ]
}

const longestOn = ({ limits }: Estate): number => limits?.['max-duration'] ?? usualLongestMs

/** Services by name; a role stands for all that hold it. */
function namesOf(estate: Estate, words: readonly string[]): string[] {
  const services = Object.entries(estate.services)
  return services
    .filter(([name, { role }]) => words.includes(name) || words.includes(role))
    .map(([name]) => name)
}

function widened(estate: Estate, narrower: Limits): Complaint[] {
  const longestMs = longestOn(estate)
  const allowed = estate.limits?.['blast-radius']
  const wider = (narrower['blast-radius'] ?? []).flatMap((word, index) => {
    const more = allowed && namesOf(estate, [word]).filter((name) => !namesOf(estate, allowed).includes(name))
    if (!more?.length) return []
    const message = `the estate does not let a drill hit ${more.join(', ')}`
    return [{ path: ['limits', 'blast-radius', index], message, expected: `some of ${allowed?.join(', ')}` }]
  })
  const wanted = narrower['max-duration']
  if (wanted === undefined || wanted <= longestMs) return wider
  const message = `the estate does not let a drill last ${formatDuration(wanted)}`
  return [
    ...wider,
    { path: ['limits', 'max-duration'], message, expected: `at most ${formatDuration(longestMs)}` },
  ]
}

function tooLong({ durationMs }: Outline, { maxDurationMs }: PlannedLimits): Complaint[] {
  if (durationMs <= maxDurationMs) return []
  const message = `the drill lasts ${formatDuration(durationMs)}, and may last ${formatDuration(maxDurationMs)}`
  const expected = 'shorter phases, or a longer max-duration in the limits of the estate'
  return [{ path: ['phases'], on: 'key', message, expected }]
}

function outside({ draft, faults, estate, catalog }: Outline, { blastRadius }: PlannedLimits): Complaint[] {
  if (!blastRadius) return []
  const hit = draft.faults.map(({ path, word, options }, index) => ({
    path: [...path, options.edge === undefined ? 'service' : 'edge'],
    word,
    service: faults[index]?.service ?? '',
  }))
  const restarted = draft.steps.flatMap(({ path, word, options: { service } }) => {
    const disturbs = typeof service === 'string' && (catalog.steps[word]?.needs.length ?? 0) > 0
    return disturbs
      ? [{ path: [...path, 'service'], word, service: serviceOf(estate, service) ?? service }]
      : []
  })
  return [...hit, ...restarted].flatMap(
    ({ path, word, service }: { path: Path; word: string; service: string }) => {
      if (blastRadius.includes(service)) return []
      const message = `${word} hits ${service}, which is outside the blast radius`
      return [{ path, message, expected: `one of ${blastRadius.join(', ')}` }]
    },
  )
}
