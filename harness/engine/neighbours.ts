import type { Edge } from '../model/plan.ts'
import type { Stack } from '../stacks/stack.ts'
import { openChanges } from './changes.ts'
import { liveRuns } from './custody.ts'
import { openUndos } from './undo.ts'

/** What other drills that go on on a stack have changed for now: by what stands in their journals. */
export interface Disturbed {
  service(name: string): boolean
  edge(edge: Edge): boolean
}

/** Reads the journals of all live runs on the stack; the own one is among them, and does no harm. */
export function disturbedByOthers(stack: Pick<Stack, 'dir'>): Disturbed {
  const histories = liveRuns(stack).map(({ history }) => history)
  const undos = histories.flatMap((history) => openUndos(history).map(({ undo }) => undo))
  const restarts = histories.flatMap((history) =>
    openChanges(history).flatMap(({ what }) => (what.kind === 'restart' ? [what.name] : [])),
  )
  return {
    service: (name) => restarts.includes(name) || undos.some(({ service }) => service === name),
    edge: ({ from, to }) =>
      undos.some(({ edges }) => edges.some((each) => each.from === from && each.to === to)),
  }
}
