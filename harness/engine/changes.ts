import { DrillError } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'
import { type Change, type History, recordsOf } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'
import { runLeaseMs } from './leases.ts'
import type { Undone } from './undo.ts'

/** Longest time that undoing one change may take; a part that is started again takes the longest. */
const patienceMs: Readonly<Partial<Record<Change['kind'], number>>> = { restart: 180_000 }
const usualPatienceMs = 15_000

/** A change that may stand: it was announced, and was not proven undone. */
export interface OpenChange {
  readonly change: string
  readonly by: 'workload' | 'step'
  readonly plugin: string
  readonly what: Change
}

interface Changing {
  readonly journal: Journal
  readonly plan: Pick<Plan, 'durationMs' | 'limits'>
  readonly clock: Clock
}

/** What a plug-in is told of a change that it announced. */
export interface Announced {
  /** Tells that the plug-in has undone it itself, and has seen that it is undone. */
  undone(): void
}

/** Gives what a plug-in announces its changes with: on return each is on disk, and certain to be undone. */
export function announcing({ journal, plan, clock }: Changing, by: OpenChange['by'], plugin: string) {
  return (what: Change): Announced => {
    const leaseMs = runLeaseMs(plan, clock)
    const change = `${what.kind} ${what.name} ${clock.time()}`
    journal.write({ type: 'change.intent', change, by, plugin, what, leaseMs })
    return { undone: () => void journal.write({ type: 'change.undone', change, ok: true }) }
  }
}

/** Changes that may stand, newest first: each is taken as made. */
export function openChanges(history: History): OpenChange[] {
  const undone = new Set(
    recordsOf(history, 'change.undone')
      .filter(({ ok }) => ok)
      .map(({ change }) => change),
  )
  return recordsOf(history, 'change.intent')
    .filter(({ change }) => !undone.has(change))
    .reverse()
}

interface Undoing {
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
}

/** Undoes one change and records it. Throws `undo-failed` or `conflict` when it stays. */
async function changeUndone(
  { stack, catalog, journal }: Undoing,
  { change, by, plugin, what }: OpenChange,
): Promise<void> {
  try {
    const undo = (by === 'workload' ? catalog.workloads : catalog.steps)[plugin]?.undo
    if (!undo) throw new DrillError('internal', `no ${by} ${plugin} that undoes what it changed`)
    const signal = AbortSignal.timeout(patienceMs[what.kind] ?? usualPatienceMs)
    const detail = await undo(stack, what, signal)
    journal.write({ type: 'change.undone', change, ok: true, ...(detail ? { detail } : {}) })
  } catch (cause) {
    const conflict = cause instanceof DrillError && cause.code === 'conflict'
    const detail = (cause as Error).message
    journal.write({ type: 'change.undone', change, ok: false, ...(conflict ? { conflict } : {}), detail })
    throw conflict ? cause : stays(what, cause)
  }
}

/**
 * Undoes every open change of a history: parts that were restarted first, because the others are undone in servers,
 * then newest first; those of one kind side by side. One that stays does not keep the others from being undone.
 */
export async function undoChanges(undoing: Undoing, history: History): Promise<Undone> {
  const open = openChanges(history)
  const restarts = open.filter(({ what }) => what.kind === 'restart')
  const others = Map.groupBy(
    open.filter(({ what }) => what.kind !== 'restart'),
    ({ what }) => what.kind,
  )
  const undone: string[] = []
  const failures: { error: unknown }[] = []
  for (const group of [restarts, ...others.values()]) {
    const ended = await Promise.allSettled(group.map((one) => changeUndone(undoing, one)))
    ended.forEach((result, index) => {
      if (result.status === 'rejected') failures.push({ error: result.reason })
      else if (group[index]) undone.push(nameOf(group[index].what))
    })
  }
  return { undone, failures }
}

/** A change in words. */
export const nameOf = ({ kind, name }: Change): string => `${kind.replace('-', ' ')} ${name}`

function stays(what: Change, cause: unknown): DrillError {
  return new DrillError('undo-failed', `what the drill changed could not be undone: ${nameOf(what)}`, {
    cause,
    next: 'run `drill recover`; if it fails too, `drill down` removes the whole stack',
  })
}
