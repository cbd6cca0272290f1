import { parseDuration } from '../harness/model/duration.ts'
import { cadenceOf } from '../harness/model/in-time.ts'
import { type AttemptRecord, attemptsOf } from '../harness/model/observed.ts'
import type { Plan, PlannedWorkload } from '../harness/model/plan.ts'
import { type History, recordsOf } from '../harness/model/record.ts'

/** Fewer attempts do not show their rhythm. */
const fewest = 10

/** How late (ms) a run was against its schedule, from its own journal and plan. */
export interface Lateness {
  /** Each fault: from its time in the plan until it was in force. */
  readonly faults: readonly number[]
  /** Each fault: from its end in the plan until it had been undone. */
  readonly heals: readonly number[]
  /** Each attempt: from its place in its probe's own rhythm until it began. */
  readonly probes: readonly number[]
}

export function lateness(history: History, plan: Plan): Lateness {
  const ends = (type: 'fault.applied' | 'undo.done', atMs: 'fromMs' | 'toMs') =>
    plan.faults.flatMap((fault) =>
      recordsOf(history, type)
        .filter((entry) => entry.fault === fault.id)
        .map(({ endMs }) => endMs - fault[atMs]),
    )
  return {
    faults: ends('fault.applied', 'fromMs'),
    heals: ends('undo.done', 'toMs'),
    probes: plan.workloads.flatMap((workload) => probesOf(history, plan, workload)),
  }
}

function probesOf(history: History, plan: Plan, { classes, options }: PlannedWorkload): number[] {
  const twins = plan.revocations.filter(({ access }) => classes.includes(access)).map(({ twin }) => twin)
  const { every } = options
  const everyMs = typeof every === 'number' ? every : (parseDuration(String(every)) ?? 0)
  if (everyMs <= 0) return []
  return [...classes, ...twins].flatMap((access) => rhythm(attemptsOf(history, access), everyMs))
}

/**
 * A probe tries in a fixed rhythm, at a multiple of its workload's `every`; a late attempt takes the next free place.
 * Where the rhythm began is drawn at random: the most punctual attempt tells it, none being early.
 */
function rhythm(attempts: readonly AttemptRecord[], everyMs: number): number[] {
  if (attempts.length < fewest) return []
  const cadenceMs = Math.max(1, Math.round((cadenceOf(attempts) ?? everyMs) / everyMs)) * everyMs
  const rests = attempts.map(({ beganMs }) => beganMs % cadenceMs).toSorted((a, b) => a - b)
  const [first = 0] = rests
  // On the circle of one beat, the rhythm lies behind the widest gap.
  const gaps = rests.map((rest, index) => rest - (rests[index - 1] ?? (rests.at(-1) ?? first) - cadenceMs))
  const beat = rests[gaps.indexOf(Math.max(...gaps))] ?? first
  return rests.map((rest) => (rest - beat + cadenceMs) % cadenceMs)
}
