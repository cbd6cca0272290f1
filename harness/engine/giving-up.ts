import type { Fault } from '../faults/fault.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Clock } from './clock.ts'
import { type Journal, readJournal } from './journal.ts'
import { healed, openUndos } from './undo.ts'

/** Longest time that the second signal still waits for what was injected to be undone. */
const patienceMs = 5_000

interface GivingUp {
  readonly stack: Stack
  readonly journal: Journal
  readonly clock: Clock
  readonly faults: Readonly<Record<string, Fault>>
}

/**
 * The second signal: nobody waits for workloads and reports any longer, but what was injected is undone all the
 * same, and the journal says that the stop was not clean. What could not be undone in time is left to `recover`.
 */
export async function giveUp({ stack, journal, clock, faults }: GivingUp): Promise<void> {
  const undoing = openUndos(readJournal(journal.file)).map(async ({ id, undo }) => {
    const fault = faults[undo.fault]
    if (fault) await healed({ stack, journal, clock }, fault, id, undo)
  })
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([Promise.allSettled(undoing), enough])
  clearTimeout(timer)
  journal.write({ type: 'run.ended', status: 'aborted', clean: false, detail: 'stopped by a second signal' })
}
