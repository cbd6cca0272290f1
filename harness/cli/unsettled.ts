import { liveRuns, openCustodies } from '../engine/custody.ts'
import { watchdogs } from '../engine/watchdogs.ts'
import { DrillError } from '../model/error.ts'
import { layoutOf } from '../stacks/layout.ts'
import { orphaned } from '../stacks/owner.ts'
import { stackNames } from './recovery.ts'

/**
 * Throws `refused` while anything that a run of this folder of stacks changed is not undone, on whatever stack: who
 * drills on does not see what is left. What a living runner has changed is its own business, but for one stack.
 */
export function refuseUnsettled(stack: string | undefined): void {
  if (stack !== undefined) refuseLive(stack)
  const left = stackNames().flatMap(leftOn)
  if (left.length === 0) return
  const undoing = watchdogs().some(({ state }) => state === 'undoing')
  throw new DrillError('refused', `no drill can start: ${left.join('; ')}`, {
    next: undoing
      ? 'its watchdog is undoing it: wait a moment, or see what is left with `npx drill recover`'
      : 'run `npx drill recover` first',
  })
}

/** Throws `refused` while a drill goes on on a stack; those of this process know of one another. */
export function refuseLive(stack: string): void {
  const live = liveRuns(layoutOf(stack)).find(({ runner }) => runner.pid !== process.pid)
  if (!live) return
  throw new DrillError('refused', `nobody else can do anything with this stack: ${live.run} goes on there`, {
    next: 'wait until it has ended, or end it with `npx drill stop`',
  })
}

/** What runs that died left on a stack, in words. */
function leftOn(name: string): string[] {
  const { dir } = layoutOf(name)
  const runs = openCustodies({ dir }).map(({ run }) => `${run} left something that is not undone`)
  const ownerless = orphaned(dir) ? [`the stack ${name} of a run that died is still there`] : []
  return [...runs, ...ownerless]
}
