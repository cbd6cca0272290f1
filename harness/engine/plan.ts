import { createHash } from 'node:crypto'
import type { Complaint, Locate } from '../model/complaint.ts'
import { DrillError } from '../model/error.ts'
import { type Estate, serviceOf } from '../model/estate.ts'
import type {
  Plan,
  PlannedExpectation,
  PlannedLifetime,
  PlannedStep,
  PlannedWorkload,
} from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import type { StackDriver } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { check } from './plan/check.ts'
import { classesOf } from './plan/check-classes.ts'
import { checkCircles } from './plan/circles.ts'
import { draftOf } from './plan/draft.ts'
import { frontierOf } from './plan/frontier.ts'
import { idsOf } from './plan/ids.ts'
import { checkLimitNames, checkLimits, limitsOf } from './plan/limits.ts'
import { judgedSpan, type Outline, outlineOf } from './plan/outline.ts'
import { checkContinuity } from './plan/promise-continuity.ts'
import { checkEmergency } from './plan/promise-emergency.ts'
import { checkRevocations } from './plan/promise-revocation.ts'
import { checkAsks, conducted, plannedRunbooks, type ReadRunbook } from './plan/runbooks.ts'
import { momentMs } from './plan/spans.ts'
import { checkSteadiness } from './plan/steadiness.ts'

export interface PlanOptions {
  readonly catalog: Catalog
  readonly driver: Pick<StackDriver, 'name' | 'offers'>
  readonly driverBecause: string
  readonly seed: number
  /** The files' texts, whose digests go into the plan. */
  readonly scenarioText: string
  readonly estateText: string
  /** Every runbook of the estate, as far as they were read. */
  readonly runbooks?: readonly ReadRunbook[]
  /** Finds the lines of the scenario's file for what is refused. */
  readonly locate?: Locate
}

/**
 * Lays a scenario out on an estate; touches nothing. Throws `bad-input` when promises exclude each other, and
 * `refused` for what must not run, and when the driver cannot do what a fault or step needs.
 */
export function plan(scenario: Scenario, estate: Estate, options: PlanOptions): Plan {
  const { catalog, runbooks: read = [] } = options
  const { draft, complaints } = draftOf(scenario, catalog)
  refuse(
    [
      ...complaints,
      ...check(draft, catalog, estate),
      ...checkAsks(draft, read),
      ...checkLimitNames(scenario.limits ?? {}, estate),
    ],
    scenario,
    options,
  )
  const outline = outlineOf(draft, estate, catalog, scenario.phases)
  refuse(
    [...checkContinuity(outline), ...checkRevocations(outline), ...checkEmergency(outline)],
    scenario,
    options,
  )
  refuseUnsafe(outline, scenario, options)
  refuseLacking(outline, options)
  const runbooks = plannedRunbooks(draft, read)
  return {
    schema: 'identity-drill/plan/1',
    ...{ scenario: scenario.scenario, title: scenario.title, teaches: scenario.teaches },
    scenarioDigest: digest(options.scenarioText),
    estate: estate.estate,
    estateDigest: digest(options.estateText),
    ...{ driver: options.driver.name, driverBecause: options.driverBecause, seed: options.seed },
    ...{ durationMs: outline.durationMs, phases: outline.phases, faults: outline.faults },
    workloads: workloadsOf(outline),
    steps: conducted(stepsOf(outline), runbooks),
    expectations: draft.expected.map((expected) => expectationOf(outline, expected)),
    revocations: outline.revocations.map(({ entry, effectMs, deadlineMs, ...revocation }) => revocation),
    frontier: frontierOf(outline),
    lifetimes: lifetimesOf(outline),
    owners: ownersOf(estate),
    runbooks,
    alerted: alertedIn(estate),
    prediction: scenario.prediction,
    criticalFunction: scenario['critical-function'],
    recoveryObjectiveMs: scenario['recovery-objective'],
    limits: limitsOf(estate, scenario.limits),
    stopAfter: scenario.stop?.['outside-blast-radius'],
  }
}

function refuse(complaints: readonly Complaint[], scenario: Scenario, { locate }: PlanOptions): void {
  if (complaints.length === 0) return
  throw new DrillError('bad-input', `${scenario.scenario} promises what cannot be kept`, {
    problems: problemsOf(complaints, scenario, locate),
    next: 'Change the promise or the time, so that the drill can come out either way.',
  })
}

/** A scenario that makes sense, and must not run on this estate all the same. */
function refuseUnsafe(outline: Outline, scenario: Scenario, { locate }: PlanOptions): void {
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

function refuseLacking({ faults, draft, catalog }: Outline, { driver }: PlanOptions): void {
  const wanted = [
    ...faults.map(({ fault }) => ({ word: fault, needs: catalog.faults[fault]?.needs })),
    ...draft.steps.map(({ word }) => ({ word, needs: catalog.steps[word]?.needs })),
  ]
  const lacking = wanted.flatMap(({ word, needs = [] }) =>
    needs.filter((need) => !driver.offers.includes(need)).map((need) => `${word} needs ${need}`),
  )
  if (lacking.length === 0) return
  throw new DrillError(
    'refused',
    `the driver ${driver.name} cannot do it: ${[...new Set(lacking)].join(', ')}`,
    {
      next: 'Take another driver with --driver.',
    },
  )
}

function workloadsOf({ draft, catalog }: Outline): PlannedWorkload[] {
  const ids = idsOf(draft.workloads)
  return draft.workloads.map((entry, index) => ({
    id: ids[index] ?? entry.word,
    workload: entry.word,
    options: entry.options,
    classes: classesOf(entry, catalog),
  }))
}

function stepsOf({ draft, phases, stepIds }: Outline): PlannedStep[] {
  return draft.steps.map(({ word, options, at }, index) => ({
    id: stepIds[index] ?? word,
    step: word,
    atMs: momentMs(phases, at),
    options,
  }))
}

function expectationOf(outline: Outline, expected: Outline['draft']['expected'][number]): PlannedExpectation {
  const { access, phase, outcome, withinMs } = expected
  const { fromMs, toMs } = judgedSpan(outline, expected)
  return { access, phase, outcome, withinMs, fromMs: fromMs - withinMs, toMs }
}

/** Who must act: owners of identities, and who is accountable for a runbook. */
function ownersOf({ identities, runbooks }: Estate): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(identities).map(([name, { owner }]) => [name, owner]),
    ...Object.entries(runbooks).map(([name, { accountable }]) => [name, accountable]),
  ])
}

/** Whoever owns the only service that receives alerts. */
function alertedIn(estate: Estate): string | undefined {
  const service = serviceOf(estate, 'alerting')
  return service === undefined ? undefined : `${estate.services[service]?.owner} (${service})`
}

/** A lifetime is crossed when it is shorter than the longest outage: the drill then saw it end. */
function lifetimesOf({ estate, faults }: Outline): PlannedLifetime[] {
  const longestMs = Math.max(...faults.map(({ fromMs, toMs }) => toMs - fromMs))
  return Object.entries(estate.lifetimes).map(([name, { what, drill, production }]) => ({
    ...{ name, what, drillMs: drill, productionMs: production },
    crossed: drill < longestMs,
  }))
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
