import { type Estate, serviceOf } from '../../model/estate.ts'
import type { Edge, PlannedFault, PlannedPhase, PlannedRevocation, Span } from '../../model/plan.ts'
import type { Catalog } from '../catalog.ts'
import { cutUntil } from './channels.ts'
import { classesOf } from './check-classes.ts'
import type { Draft, Expected, StepEntry } from './draft.ts'
import { plannedFaults } from './faults.ts'
import { idsOf } from './ids.ts'
import { type AccessPath, type Need, pathWith } from './paths.ts'
import { revocableOf, revocationOf, shows } from './revocations.ts'
import { momentMs, phaseNamed, phaseSpans } from './spans.ts'

/** A revocation with what its promises are held against. */
export interface Revocation extends PlannedRevocation {
  readonly entry: StepEntry
  /** When the command can reach its target at the earliest: at once, or when its channel opens again. */
  readonly effectMs: number
  readonly deadlineMs: number
}

/** A scenario laid out on the clock: what promises are checked against, and what the plan is made of. */
export interface Outline {
  readonly draft: Draft
  readonly catalog: Catalog
  readonly estate: Estate
  readonly phases: readonly PlannedPhase[]
  readonly durationMs: number
  readonly faults: readonly PlannedFault[]
  readonly revocations: readonly Revocation[]
  readonly stepIds: readonly string[]
}

/** How long a denial may take where the scenario does not say (ms). */
const withinMs = 15_000

export function outlineOf(
  draft: Draft,
  estate: Estate,
  catalog: Catalog,
  of: NonNullable<Draft['phases']>,
): Outline {
  const phases = phaseSpans(of)
  const faults = plannedFaults(draft, phases, estate, catalog)
  const durationMs = phases.at(-1)?.toMs ?? 0
  const base = { draft, catalog, estate, phases, durationMs, faults, stepIds: idsOf(draft.steps) }
  return { ...base, revocations: revocationsOf(base) }
}

function revocationsOf(outline: Omit<Outline, 'revocations'>): Revocation[] {
  const { draft, catalog, estate, phases, faults, stepIds } = outline
  const principals = revocableOf(draft, catalog)
  return draft.steps.flatMap((entry, index) => {
    const command = revocationOf(entry.options)
    if (!command) return []
    const atMs = momentMs(phases, entry.at)
    const openMs = cutUntil(command, atMs, faults, estate, catalog)
    const effectMs = openMs ?? atMs
    const within = command.within ?? withinMs
    return principals
      .filter((principal) => shows(principal, command))
      .map(({ access, twin }) => ({
        step: stepIds[index] ?? entry.word,
        ...{ identity: command.identity, what: command.what, via: command.via },
        ...{ atMs, access, twin, cut: openMs !== undefined, withinMs: within },
        ...{ entry, effectMs, deadlineMs: effectMs + within },
      }))
  })
}

/** The time in which an expectation is judged. */
export function judgedSpan({ phases }: Outline, { phase, withinMs: after }: Expected): Span {
  const { fromMs, toMs } = phaseNamed(phases, phase)
  return { fromMs: fromMs + after, toMs }
}

/** The access path behind a class. */
export function pathOf({ draft, catalog }: Outline, access: string): AccessPath | undefined {
  const entry = draft.workloads.find((workload) => classesOf(workload, catalog).includes(access))
  return pathWith(access, entry?.options ?? {})
}

export function edgeOf(estate: Estate, { from, to }: Need): Edge {
  return { from: serviceOf(estate, from) ?? from, to: serviceOf(estate, to) ?? to }
}

/** Lifetimes one after the other, in ms; those that the estate lacks count nothing. */
export function lastsMs(estate: Estate, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (estate.lifetimes[name]?.drill ?? 0), 0)
}
