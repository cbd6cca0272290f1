import { formatDuration } from '../model/duration.ts'
import type { Plan, PlannedExpectation } from '../model/plan.ts'
import { nameOf, questionOf } from '../model/question.ts'
import type { Conducted } from '../model/runbook.ts'
import { type Phase, phases } from '../model/words.ts'

interface Line {
  readonly atMs: number
  readonly text: string
}

/** What a drill would do, in order, for people. */
export function planText(plan: Plan): string {
  return [
    `${plan.scenario}: ${plan.title}`,
    plan.teaches,
    ...(plan.prediction ? [`Predicted: ${plan.prediction}`] : []),
    '',
    `${plan.estate} estate, driver ${plan.driver} (${plan.driverBecause}), seed ${plan.seed}, ${clock(plan.durationMs)} in all`,
    ...bounds(plan),
    '',
    'Who does what all the time',
    ...plan.workloads.map(({ id, classes }) => `  ${id.padEnd(34)} ${classes.join(', ')}`),
    '',
    'In order',
    ...timeline(plan).map(({ atMs, text }) => `  ${clock(atMs).padStart(7)}  ${text}`),
    '',
    'Expected',
    ...expectations(plan.expectations),
    '',
    'Predicted: how long it goes on, and how long a revoked one is accepted',
    ...plan.frontier.map(
      ({ access, continuityMs, staleMs, because }) =>
        `  ${access.padEnd(20)} ${bound(continuityMs).padEnd(10)} ${bound(staleMs).padEnd(10)} ${because}`,
    ),
    '',
    `Longer than the outage, so not crossed: ${names(plan, false)}`,
    `Crossed: ${names(plan, true)}`,
  ].join('\n')
}

/** What it may do at most, and what ends it early. */
function bounds({ limits, stopAfter }: Plan): string[] {
  if (!limits) return []
  const { blastRadius, maxDurationMs } = limits
  const stops =
    stopAfter === undefined
      ? 'nothing goes on that should'
      : `a path that should go on is lost for ${stopAfter} attempts in a row`
  return [
    `May hit ${blastRadius?.join(', ') ?? 'any service'}, may last ${clock(maxDurationMs)}; ends early when ${stops}`,
  ]
}

function timeline(plan: Plan): Line[] {
  const revocation = (step: string) => plan.revocations.find((each) => each.step === step)
  const lines: Line[] = [
    ...plan.phases.map(({ name, fromMs, toMs }) => ({
      atMs: fromMs,
      text: `── ${name} (${clock(toMs - fromMs)})`,
    })),
    ...plan.faults.flatMap(({ id, service, edges, fromMs, toMs }) => [
      {
        atMs: fromMs,
        text: `${id} begins on ${service}: ${edges.map(({ from, to }) => `${from} → ${to}`).join(', ')}`,
      },
      { atMs: toMs, text: `${id} ends on ${service}` },
    ]),
    ...plan.steps.map(({ id, options, atMs, conducts }) => {
      const found = revocation(id)
      const debt = found?.cut
        ? `; its channel is cut: revocation debt until it opens, then ${clock(found.withinMs)}`
        : ''
      return { atMs, text: `${id} ${asked(plan, conducts) ?? described(options)}${debt}` }
    }),
    { atMs: plan.durationMs, text: '── end' },
  ]
  return lines.sort((a, b) => a.atMs - b.atMs)
}

/** Whom a person's step asks, and what. */
function asked(plan: Plan, conducts: Conducted | undefined): string | undefined {
  const question = conducts && questionOf(plan, conducts)
  return question && `${question.who} is asked: ${question.ask} (${nameOf(question)})`
}

function described(options: Readonly<Record<string, unknown>>): string {
  const times = new Set(['within', 'ttl', 'for'])
  return Object.entries(options)
    .map(
      ([key, value]) =>
        `${key} ${typeof value === 'number' && times.has(key) ? clock(value) : String(value)}`,
    )
    .join(', ')
}

function expectations(all: readonly PlannedExpectation[]): string[] {
  const cell = (access: string, phase: Phase) => {
    const found = all.find((each) => each.access === access && each.phase === phase)
    if (!found) return '–'
    return found.withinMs > 0 ? `${found.outcome} within ${clock(found.withinMs)}` : found.outcome
  }
  const row = (name: string, cells: readonly string[]) =>
    `  ${[name.padEnd(20), ...cells.map((text) => text.padEnd(23))].join(' ').trimEnd()}`
  const accesses = [...new Set(all.map(({ access }) => access))]
  return [
    row('', phases),
    ...accesses.map((access) =>
      row(
        access,
        phases.map((phase) => cell(access, phase)),
      ),
    ),
  ]
}

function names(plan: Plan, crossed: boolean): string {
  const found = plan.lifetimes.filter((lifetime) => lifetime.crossed === crossed)
  return found.map(({ name, drillMs }) => `${name} ${formatDuration(drillMs)}`).join(', ') || 'none'
}

function bound(ms: number | null): string {
  return ms === null ? 'unbounded' : clock(ms)
}

/** 145000 → `2m 25s` */
function clock(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 120_000 || ms % 1_000 !== 0) return formatDuration(ms)
  const seconds = (ms / 1_000) % 60
  return `${Math.floor(ms / 60_000)}m${seconds > 0 ? ` ${seconds}s` : ''}`
}
