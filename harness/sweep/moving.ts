import type { Clock } from '../engine/clock.ts'
import type { Journal } from '../engine/journal.ts'
import { healed } from '../engine/undo.ts'
import type { Fault, Undo } from '../faults/fault.ts'
import type { Edge } from '../model/plan.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Measuring } from './case.ts'

export interface Moving extends Pick<Measuring, 'setTo' | 'anew'> {
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

interface On {
  readonly stack: Stack
  readonly journal: Journal
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Moves clocks and cuts edges as the faults do: the undo is on disk before the first change, and taken when it is over. */
export function moving(on: On, { drift, cut }: { drift: Fault; cut: Fault }): Moving {
  const { stack, journal, signal } = on
  const moved = new Map<string, Moved>()
  let count = 0
  const intended = async (fault: Fault, service: string, edges: readonly Edge[]) => {
    count += 1
    const id = `sweep-${count}`
    const undo = await fault.prepare(stack, planned(id, fault, service, edges))
    journal.write({ type: 'fault.intent', fault: id, undo, leaseMs })
    return { id, undo }
  }
  const begin = async (service: string): Promise<Moved> => {
    const { id, undo } = await intended(drift, service, [])
    const { by } = undo.before.drift as { by: string }
    moved.set(service, { id, undo, by })
    return { id, undo, by }
  }
  return {
    async setTo(service, atMs) {
      const { by } = moved.get(service) ?? (await begin(service))
      await stack.setClock(service, { by, offsetMs: atMs - Date.now() })
    },
    async anew(edge) {
      const { id, undo } = await intended(cut, edge.to, [edge])
      await cut.inject(stack, undo, signal)
      await healed(on, cut, id, undo)
    },
    async trueAgain() {
      for (const [service, { id, undo }] of moved) {
        await healed(on, drift, id, undo)
        moved.delete(service)
      }
    },
  }
}

const planned = (id: string, { name: fault }: Fault, service: string, edges: readonly Edge[]) => ({
  ...{ id, fault, service, edges, options: {} },
  ...{ fromMs: 0, toMs: leaseMs },
})
