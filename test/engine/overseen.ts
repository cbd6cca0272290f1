import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalog } from '../../harness/engine/catalog.ts'
import { monotonicClock } from '../../harness/engine/clock.ts'
import { type Journal, openJournal, readJournal } from '../../harness/engine/journal.ts'
import { judge } from '../../harness/engine/judge.ts'
import { redactor } from '../../harness/engine/redact.ts'
import { run } from '../../harness/engine/run.ts'
import type { Fault } from '../../harness/faults/fault.ts'
import type { Plan, PlannedExpectation } from '../../harness/model/plan.ts'
import type { Phase } from '../../harness/model/words.ts'
import { promise } from '../../harness/oracles/judging/promise.ts'
import type { Stack } from '../../harness/stacks/stack.ts'
import type { Probe } from '../../harness/workloads/workload.ts'
import { fakeCatalog, fakeFault, fakePlan, fakeStack, fakeWorld } from './fake-stack.ts'

export const second = 1_000

export const phases = (['before', 'during', 'recovery', 'after'] as const).map((name, index) => {
  const edges = [0, 100, 60 * second, 61 * second, 62 * second]
  return { name, fromMs: edges[index] ?? 0, toMs: edges[index + 1] ?? 0 }
})

export function expected(access: string, phase: Phase, outcome: PlannedExpectation['outcome'] = 'granted') {
  const { fromMs = 0, toMs = 0 } = phases.find(({ name }) => name === phase) ?? {}
  return { access, phase, outcome, withinMs: 0, fromMs, toMs }
}

/** A drill whose fault lasts for a minute unless something ends it. */
export function lasting(overrides: Partial<Plan> = {}): Plan {
  const fault = { id: 'broken-1', fault: 'broken', options: {}, service: 'idp', edges: [] }
  return fakePlan({
    ...{ durationMs: 62 * second, phases, faults: [{ ...fault, fromMs: 100, toMs: 60 * second }] },
    expectations: [expected('app-session', 'before'), expected('app-session', 'during', 'unavailable')],
    ...overrides,
  })
}

/** Attempts that are granted or denied by their number. */
export function counted(isGranted: (count: number) => boolean) {
  const state = { count: 0 }
  const attempt: Probe['attempt'] = async () => {
    state.count += 1
    return { outcome: isGranted(state.count) ? 'granted' : 'denied' }
  }
  return { state, attempt }
}

export const always = (outcome: 'granted' | 'denied' | 'unavailable') => async () => ({ outcome })

export function probeOf(access: string, attempt: Probe['attempt']): Probe {
  return { access, everyMs: 10, timeoutMs: 200, attempt }
}

export interface Options {
  readonly plan?: Plan
  readonly stack?: Stack
  /** Workload id → its probes, beside the one that is granted while the world is whole. */
  readonly beside?: Readonly<Record<string, readonly Probe[]>>
  readonly journal?: (journal: Journal) => Journal
  /** How the fault's witness looks once it is in place. */
  readonly witness?: () => Promise<never>
}

/** Runs a drill on a fake estate; `kept` is the verdict that it would give if nothing gated it. */
export function start({
  plan = lasting(),
  stack = fakeStack(),
  beside = {},
  journal = (same) => same,
  witness,
}: Options = {}) {
  const world = fakeWorld()
  const clock = monotonicClock()
  const redact = redactor()
  const file = join(mkdtempSync(join(tmpdir(), 'drill-oversight-')), 'journal.jsonl')
  const base = fakeCatalog(world)
  const people = base.workloads.people
  const more = Object.entries(beside).map(([id, probes]) => ({
    planned: { id, workload: id, options: {}, classes: probes.map(({ access }) => access) },
    workload: { ...people, name: id, enter: async () => ({ name: id, probes, leave: async () => {} }) },
  }))
  const workloads = Object.fromEntries(more.map(({ workload }) => [workload.name, workload]))
  const whole = { ...plan, workloads: [...plan.workloads, ...more.map(({ planned }) => planned)] }
  const fault = fakeFault(world)
  const looking: Fault = {
    ...fault,
    witness: (stack, planned, look) =>
      witness && look.moment === 'begin' ? witness() : fault.witness(stack, planned, look),
  }
  const catalog = fakeCatalog(world, {
    faults: { broken: looking },
    workloads: { ...base.workloads, ...workloads },
  } as Partial<Catalog>)
  const controller = new AbortController()
  const notes: string[] = []
  const ended = run({
    ...{ run: 'r1', plan: whole, stack, catalog, clock, redact },
    journal: journal(openJournal(file, clock, redact)),
    progress: ({ text }) => notes.push(text),
    signal: controller.signal,
  })
  const history = () => readJournal(file)
  const oracle = promise({
    ...{ name: 'works', promise: '', kept: () => 'kept' },
    examine: () => ({ reasons: [{ verdict: 'failed', code: 'x', text: 'x', events: [] }], measures: [] }),
  })
  const judged = () => judge(history(), { ...whole, faults: [] }, [oracle])
  return { world, ended, history, notes, controller, judged, clock }
}

export async function whenBroken({ world }: { world: ReturnType<typeof fakeWorld> }): Promise<void> {
  while (!world.broken) await new Promise((resolve) => setTimeout(resolve, 2))
}
