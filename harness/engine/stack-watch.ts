import { DrillError } from '../model/error.ts'
import { serviceOf } from '../model/estate.ts'
import type { Plan, PlannedFault } from '../model/plan.ts'
import type { JournalRecord } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { type Clock, until } from './clock.ts'
import { type Disturbed, disturbedByOthers } from './neighbours.ts'

const betweenMs = 1_000
/** Looking at every edge asks the proxy once for each. */
const edgesEvery = 5
/** Between the first look that finds something wrong and the second that must agree. */
const confirmMs = 300

interface Watched {
  readonly plan: Plan
  readonly stack: Stack
  readonly catalog: Catalog
  readonly clock: Clock
}

/**
 * Watches that nothing but the drill itself changes the stack: a part that dies or an edge that closes by another
 * hand would be taken for what the estate makes of the outage.
 */
export function stackWatch(of: Watched) {
  const disturbed = disturbances(of)
  return {
    heard: disturbed.heard,
    /** Ends with the signal. Throws `stack-lost` when something is not as the drill made it, on two looks. */
    async lane(signal: AbortSignal): Promise<void> {
      for (let round = 1; !signal.aborted; round += 1) {
        await until(of.clock, of.clock.nowMs() + betweenMs, signal)
        const look = () => wrongIn(of.stack, disturbed, round % edgesEvery === 0)
        if (signal.aborted || !(await look())) continue
        await until(of.clock, of.clock.nowMs() + confirmMs, signal)
        const wrong = signal.aborted ? undefined : await look()
        if (wrong && !signal.aborted) throw lost(wrong)
      }
    },
  }
}

function lost(what: string): DrillError {
  return new DrillError('stack-lost', `the stack is not as the drill made it: ${what}`, {
    next: 'Look into logs/ in the folder of the run; `npx drill recover` starts parts that do not run.',
  })
}

/** What is wrong, in words; a proxy or engine that does not answer is wrong too. */
async function wrongIn(stack: Stack, own: Disturbed, edgesToo: boolean): Promise<string | undefined> {
  try {
    let others: Disturbed | undefined
    // Their journals are read only when something is not as usual.
    const around = () => (others ??= disturbedByOthers(stack))
    const disturbed: Disturbed = {
      service: (name) => own.service(name) || around().service(name),
      edge: (edge) => own.edge(edge) || around().edge(edge),
    }
    for (const service of Object.keys(stack.estate.services)) {
      const state = await stack.state(service)
      if (state !== 'running' && !disturbed.service(service)) return `${service} is ${state}`
    }
    for (const edge of edgesToo ? stack.edges : []) {
      const state = await stack.edgeState(edge)
      if (state !== 'open' && !disturbed.edge(edge)) return `${edge.from} → ${edge.to} is ${state}`
    }
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

interface OwnDoing extends Disturbed {
  heard(record: JournalRecord): void
}

/** What the drill itself has changed for now, from intent to proof that it was undone. */
function disturbances({ plan, catalog, stack }: Watched): OwnDoing {
  const faults = new Set<PlannedFault>()
  const restarting = new Map<string, string>()
  return {
    heard(record) {
      if (record.type === 'fault.intent' || record.type === 'undo.verified') {
        const fault = plan.faults.find(({ id }) => id === record.fault)
        if (fault && record.type === 'fault.intent') faults.add(fault)
        if (fault && record.type === 'undo.verified' && record.ok) faults.delete(fault)
      }
      if (record.type === 'step.ended') restarting.delete(record.step)
      if (record.type !== 'step.began') return
      const step = plan.steps.find(({ id }) => id === record.step)
      if (step && (catalog.steps[step.step]?.needs.length ?? 0) > 0)
        restarting.set(step.id, serviceOf(stack.estate, String(step.options.service)) ?? '')
    },
    service: (name) =>
      [...restarting.values()].includes(name) ||
      [...faults].some((fault) => fault.service === name && touchesPart(catalog, fault)),
    edge: ({ from, to }) =>
      [...faults].some(({ edges }) => edges.some((each) => each.from === from && each.to === to)),
  }
}

function touchesPart(catalog: Catalog, { fault }: PlannedFault): boolean {
  return catalog.faults[fault]?.needs.some((need) => need !== 'edges') ?? false
}
