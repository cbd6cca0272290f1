import type { Clock } from '../engine/clock.ts'
import type { Journal } from '../engine/journal.ts'
import { healed } from '../engine/undo.ts'
import type { Fault, Undo } from '../faults/fault.ts'
import type { Stack } from '../stacks/stack.ts'
import type { SetTo } from './case.ts'

export interface Moving {
  readonly setTo: SetTo
  /** Puts every clock right that was moved, and sees that it is. */
  trueAgain(): Promise<void>
}

/** Longer than any sweep of one part. */
const leaseMs = 600_000

interface Moved {
  readonly id: string
  readonly undo: Undo
  /** Mark of whoever moved it: what bears it is undone by any process. */
  readonly by: string
}

/** Moves clocks as the fault does: its undo is on disk before the first move, and is taken when all is over. */
export function movingClocks(
  { stack, journal, clock }: { stack: Stack; journal: Journal; clock: Clock },
  fault: Fault,
): Moving {
  const moved = new Map<string, Moved>()
  let count = 0
  const begin = async (service: string): Promise<Moved> => {
    count += 1
    const id = `sweep-${count}`
    const planned = { id, fault: fault.name, service, edges: [], options: {}, fromMs: 0, toMs: leaseMs }
    const undo = await fault.prepare(stack, planned)
    journal.write({ type: 'fault.intent', fault: id, undo, leaseMs })
    const { by } = undo.before.drift as { by: string }
    const begun = { id, undo, by }
    moved.set(service, begun)
    return begun
  }
  return {
    async setTo(service, atMs) {
      const { by } = moved.get(service) ?? (await begin(service))
      await stack.setClock(service, { by, offsetMs: atMs - Date.now() })
    },
    async trueAgain() {
      for (const [service, { id, undo }] of moved) {
        await healed({ stack, journal, clock }, fault, id, undo)
        moved.delete(service)
      }
    },
  }
}
