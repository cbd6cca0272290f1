import type { Complaint, Locate } from '../../model/complaint.ts'
import { DrillError } from '../../model/error.ts'
import type { Estate } from '../../model/estate.ts'
import type { Scenario } from '../../model/scenario.ts'
import type { StackDriver } from '../../stacks/stack.ts'
import type { Catalog } from '../catalog.ts'
import { check } from './check.ts'
import { checkCircles } from './circles.ts'
import { type Draft, draftOf } from './draft.ts'
import { checkLimitNames, checkLimits } from './limits.ts'
import { type Outline, outlineOf } from './outline.ts'
import { checkOverlaps } from './overlaps.ts'
import { checkContinuity } from './promise-continuity.ts'
import { checkEmergency } from './promise-emergency.ts'
import { checkRevocations } from './promise-revocation.ts'
import { checkAsks, type ReadRunbook } from './runbooks.ts'
import { checkSteadiness } from './steadiness.ts'

/** What a scenario's promises are held against. */
export interface Promising {
  readonly catalog: Catalog
  readonly driver: Pick<StackDriver, 'name' | 'offers' | 'lacks' | 'fixedClock'>
  /** Every runbook of the estate, as far as they were read. */
  readonly runbooks?: readonly ReadRunbook[]
  /** The scenario's entries, where its reader found nothing wrong with them on this very estate. */
  readonly draft?: Draft
  /** Finds the lines of the scenario's file for what is refused. */
  readonly locate?: Locate
}

/** The outline of a scenario that can be kept on an estate. Throws `bad-input` and `refused` as `plan` does. */
export function promised(scenario: Scenario, estate: Estate, options: Promising): Outline {
  const { catalog, runbooks = [] } = options
  const { draft, complaints } = checked(scenario, estate, options)
  refuse(
    [...complaints, ...checkAsks(draft, runbooks), ...checkLimitNames(scenario.limits ?? {}, estate)],
    scenario,
    options,
  )
  const outline = outlineOf(draft, estate, catalog, scenario.phases)
  refuse(
    [
      ...checkOverlaps(outline),
      ...checkContinuity(outline),
      ...checkRevocations(outline),
      ...checkEmergency(outline),
    ],
    scenario,
    options,
  )
  refuseUnsafe(outline, scenario, options)
  refuseLacking(outline, options)
  refuseFixed(outline, options)
  return outline
}

function checked(scenario: Scenario, estate: Estate, { catalog, draft: read }: Promising) {
  if (read) return { draft: read, complaints: [] }
  const { draft, complaints } = draftOf(scenario, catalog)
  return { draft, complaints: [...complaints, ...check(draft, catalog, estate)] }
}

function refuse(complaints: readonly Complaint[], scenario: Scenario, { locate }: Promising): void {
  if (complaints.length === 0) return
  throw new DrillError('bad-input', `${scenario.scenario} promises what cannot be kept`, {
    problems: problemsOf(complaints, scenario, locate),
    next: 'Change the promise or the time, so that the drill can come out either way.',
  })
}

/** A scenario that makes sense, and must not run on this estate all the same. */
function refuseUnsafe(outline: Outline, scenario: Scenario, { locate }: Promising): void {
  const complaints = [
    ...checkLimits(outline, scenario.limits),
    ...checkCircles(outline),
    ...checkSteadiness(outline),
  ]
  if (complaints.length === 0) return
  throw new DrillError('refused', `${scenario.scenario} must not run: ${complaints[0]?.message}`, {
    problems: problemsOf(complaints, scenario, locate),
    next: 'Nothing was touched. What protects an estate, and why, stands in docs/safety.md.',
  })
}

function problemsOf(complaints: readonly Complaint[], scenario: Scenario, locate: Locate | undefined) {
  const problems = complaints.map(({ path, on, message, expected }) => ({
    ...(locate?.(path, on) ?? { file: scenario.scenario }),
    message,
    expected,
  }))
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

function refuseLacking({ faults, draft, catalog }: Outline, { driver }: Promising): void {
  const wanted = [
    ...faults.map(({ fault }) => ({ word: fault, needs: catalog.faults[fault]?.needs })),
    ...draft.steps.map(({ word }) => ({ word, needs: catalog.steps[word]?.needs })),
  ]
  const lacking = wanted.flatMap(({ word, needs = [] }) =>
    needs.filter((need) => !driver.offers.includes(need)).map((need) => ({ word, need })),
  )
  if (lacking.length === 0) return
  const what = lacking.map(({ word, need }) => `${word} needs ${need}`)
  const next = lacking.flatMap(({ need }) => driver.lacks?.[need] ?? [])[0]
  throw new DrillError(
    'refused',
    `the driver ${driver.name} cannot do it: ${[...new Set(what)].join(', ')}`,
    { next: next ?? 'Take another driver with --driver.' },
  )
}

/** A clock that cannot be moved is never said to be: drift is relative, so the others are moved instead. */
function refuseFixed({ faults, catalog, estate }: Outline, { driver: { fixedClock } }: Promising): void {
  for (const { fault, service } of faults) {
    if (!catalog.faults[fault]?.needs.includes('clock')) continue
    const why = fixedClock?.(estate, service)
    if (why === undefined) continue
    throw new DrillError('refused', `${fault} cannot move the clock of ${service}: ${why}`, {
      next: `Move the clocks of those who deal with ${service} the other way.`,
    })
  }
}
