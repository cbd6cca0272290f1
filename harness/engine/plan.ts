import { createHash } from 'node:crypto'
import { type Estate, serviceOf } from '../model/estate.ts'
import type {
  Plan,
  PlannedExpectation,
  PlannedLifetime,
  PlannedStep,
  PlannedWorkload,
} from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { classesOf, fallbackOf } from './plan/check-classes.ts'
import { frontierOf } from './plan/frontier.ts'
import { idsOf } from './plan/ids.ts'
import { limitsOf } from './plan/limits.ts'
import { judgedSpan, type Outline } from './plan/outline.ts'
import { type Promising, promised } from './plan/promised.ts'
import { conducted, plannedRunbooks } from './plan/runbooks.ts'
import { momentMs } from './plan/spans.ts'

export interface PlanOptions extends Promising {
  readonly driverBecause: string
  readonly seed: number
  /** The files' texts, whose digests go into the plan. */
  readonly scenarioText: string
  readonly estateText: string
}

/** More tries than this for one request are a storm, where a scenario says nothing. */
const usualAmplification = 3

/**
 * Lays a scenario out on an estate; touches nothing. Throws `bad-input` when promises exclude each other, and
 * `refused` for what must not run, and when the driver cannot do what a fault or step needs.
 */
export function plan(scenario: Scenario, estate: Estate, options: PlanOptions): Plan {
  const outline = promised(scenario, estate, options)
  const { draft } = outline
  const runbooks = plannedRunbooks(draft, options.runbooks ?? [], digest)
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
    amplification: scenario.retries?.amplification ?? usualAmplification,
  }
}

function workloadsOf({ draft, catalog }: Outline): PlannedWorkload[] {
  const ids = idsOf(draft.workloads)
  return draft.workloads.map((entry, index) => ({
    id: ids[index] ?? entry.word,
    workload: entry.word,
    options: entry.options,
    classes: classesOf(entry, catalog),
    fallback: fallbackOf(entry, catalog),
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

/** Who must act: owners of identities, and who is accountable for a fallback or a runbook. */
function ownersOf({ identities, fallbacks, runbooks }: Estate): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(fallbacks).map(([name, { accountable }]) => [name, accountable]),
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
