import { DrillError } from '../model/error.ts'
import type { Plan, PlannedWorkload } from '../model/plan.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Actor, Recorder } from '../workloads/workload.ts'
import type { Catalog } from './catalog.ts'
import { announcing } from './changes.ts'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'
import type { Trouble } from './running.ts'

/** What the workloads of one run need to enter. */
export interface Entrance {
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
  readonly clock: Clock
  readonly plan: Plan
}

/** Lets every workload enter, side by side. When one fails the others leave again. */
export async function enterAll(entrance: Entrance, signal: AbortSignal): Promise<Actor[]> {
  const entered = await Promise.allSettled(
    entrance.plan.workloads.map((planned, index) => enterOne(entrance, planned, index, signal)),
  )
  const actors = entered.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = entered.find((result) => result.status === 'rejected')
  if (!failed) return actors
  await leaveAll(actors)
  throw failed.reason
}

async function enterOne(
  entrance: Entrance,
  planned: PlannedWorkload,
  index: number,
  signal: AbortSignal,
): Promise<Actor> {
  const { catalog, journal, stack, plan } = entrance
  const workload = catalog.workloads[planned.workload]
  if (!workload) throw new DrillError('internal', `no workload named ${planned.workload}`)
  try {
    const recorder = recorderOf(entrance, planned.id)
    const actor = await workload.enter(
      {
        stack,
        recorder,
        signal,
        random: seeded(plan.seed + index),
        revoked: plan.revocations.filter(({ access }) => planned.classes.includes(access)),
        changing: announcing(entrance, 'workload', planned.workload),
      },
      planned.options,
    )
    journal.write({ type: 'actor.entered', actor: actor.name, workload: planned.workload })
    return actor
  } catch (cause) {
    const detail = firstLine(cause)
    journal.write({ type: 'actor.failed', actor: planned.id, detail })
    throw new DrillError('stack-lost', `${planned.id} could not enter: ${detail}`, { cause })
  }
}

export function recorderOf({ journal, clock }: Pick<Entrance, 'journal' | 'clock'>, actor: string): Recorder {
  return {
    control: (fact) => journal.write({ type: 'control', actor, ...fact }),
    alert: (fact) => journal.write({ type: 'alert', actor, ...fact }),
    emergencyState: (fact) => journal.write({ type: 'emergency.state', ...fact }),
    nowMs: clock.nowMs,
  }
}

/** Browser drivers append a log of many lines to their messages. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''
}

/** Leaving must not fail a run: what a workload left behind ends with the stack or by its own expiry. */
export async function leaveAll(actors: readonly Actor[], trouble?: Trouble): Promise<void> {
  const leave = (actor: Actor) => actor.leave().catch((error) => trouble?.(`${actor.name} as it left`, error))
  await Promise.all(actors.map(leave))
}

/** Small seeded generator (mulberry32): the same seed gives the same schedule. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
