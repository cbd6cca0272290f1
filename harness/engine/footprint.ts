import * as z from 'zod'
import { type Estate, serviceOf } from '../model/estate.ts'
import { once } from '../model/once.ts'
import type { Edge, Plan, PlannedWorkload } from '../model/plan.ts'
import type { Catalog } from './catalog.ts'
import { callsOf } from './plan/check-references.ts'
import { isNeed } from './plan/circles.ts'
import { edgesFrom } from './plan/lifelines.ts'
import { type AccessPath, pathWith } from './plan/paths.ts'
import { revocationOf } from './plan/revocations.ts'

/** What a drill changes on a stack and what it needs there: what tells whether another may run beside it. */
export interface Footprint {
  readonly scenario: string
  /** Services that it changes or the ways to which it changes, and those ways. */
  readonly hit: ReadonlySet<string>
  readonly cut: readonly Edge[]
  /** Ways that its workloads and commands use, and the ways that the services there need; undefined: nobody knows. */
  readonly needs: readonly Edge[] | undefined
  /** What only one drill at a time can have, in words. */
  readonly claims: ReadonlySet<string>
}

/** Whose way workloads take of whose own classes nothing is predicted: they imitate it, or vary it. */
const kindred: Readonly<Record<string, string>> = {
  impostor: 'token-introspected',
  'unknown-keys': 'token-introspected',
  'signed-jwt-client': 'agent-task',
  'lease-holder': 'db-existing',
}

const named = z.object({ service: z.string() })
const follows = z.object({ runbook: z.string() })
const holds = z.object({ identity: z.string() })

export function footprintOf(plan: Plan, estate: Estate, catalog: Pick<Catalog, 'steps'>): Footprint {
  const restarted = plan.steps.flatMap(({ step, options }) => {
    const service =
      (catalog.steps[step]?.needs.length ?? 0) > 0 && named.safeParse(options, once).data?.service
    return service ? [serviceOf(estate, service) ?? service] : []
  })
  return {
    scenario: plan.scenario,
    hit: new Set([...plan.faults.map(({ service }) => service), ...restarted]),
    cut: [
      ...plan.faults.flatMap(({ edges }) => edges),
      ...restarted.flatMap((name) => inbound(estate, name)),
    ],
    needs: needsOf(plan, estate),
    claims: new Set(claimsOf(plan)),
  }
}

function inbound(estate: Estate, service: string): Edge[] {
  const parties = [...Object.keys(estate.services), ...Object.keys(estate.callers)]
  return parties
    .filter((from) => callsOf(estate, from).includes(service))
    .map((from) => ({ from, to: service }))
}

/** Two browsers on one machine make each other late; identities and emergency access have one state for everybody. */
function claimsOf({ workloads, steps }: Plan): string[] {
  const all = [...workloads, ...steps].map(({ options }) => options)
  const revoked = steps.flatMap(({ options }) => revocationOf(options)?.identity ?? [])
  const used = all.flatMap((options) => holds.safeParse(options, once).data?.identity ?? [])
  return [
    ...(workloads.some(({ workload }) => workload === 'browser-session') ? ['a browser'] : []),
    ...all
      .flatMap((options) => follows.safeParse(options, once).data?.runbook ?? [])
      .map((name) => `the runbook ${name}`),
    ...(revoked.length > 0 ? used.map((name) => `the identity ${name}`) : []),
  ]
}

function needsOf(plan: Plan, estate: Estate): Edge[] | undefined {
  const paths = plan.workloads.map(pathsOf)
  if (paths.some(({ length }) => length === 0)) return undefined
  const ways: Edge[] = paths.flat().flatMap(({ needs }) => needs)
  if (plan.steps.length > 0) ways.push(...edgesFrom(estate, 'operator'))
  const own = ways.map(({ from, to }) => ({
    from: serviceOf(estate, from) ?? from,
    to: serviceOf(estate, to) ?? to,
  }))
  return withWhatTheyNeed(estate, own)
}

/** The ways of a workload: a class of which nothing is predicted goes one of the others'. */
function pathsOf({ workload, classes, options }: PlannedWorkload): AccessPath[] {
  const own = classes.flatMap((access) => pathWith(access, options) ?? [])
  return own.length > 0 ? own : [pathWith(kindred[workload] ?? '', {}) ?? []].flat()
}

function withWhatTheyNeed(estate: Estate, own: readonly Edge[]): Edge[] {
  const found = [...own]
  const seen = new Set<string>()
  for (const { to } of found) {
    if (seen.has(to)) continue
    seen.add(to)
    found.push(...edgesFrom(estate, to).filter((edge) => isNeed(estate, edge)))
  }
  return found
}

/** Why two drills must not run side by side on one stack, in words; undefined when they may. */
export function whyApart(a: Footprint, b: Footprint): string | undefined {
  const claim = [...a.claims].find((name) => b.claims.has(name))
  if (claim) return `both use ${claim}`
  const service = [...a.hit].find((name) => b.hit.has(name))
  if (service) return `both hit ${service}`
  return disturbs(a, b) ?? disturbs(b, a)
}

function disturbs(one: Footprint, other: Footprint): string | undefined {
  if (!other.needs) return `nobody knows what ${other.scenario} needs`
  const way = other.needs.find((need) => one.cut.some(({ from, to }) => from === need.from && to === need.to))
  return way && `${one.scenario} hits ${way.from} → ${way.to}, which ${other.scenario} needs`
}
