import { formatDuration } from '../model/duration.ts'
import type { Plan } from '../model/plan.ts'
import type { JournalRecord } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import type { Ending } from './ending.ts'
import type { Journal } from './journal.ts'
import type { Progress } from './running.ts'
import { stackWatch } from './stack-watch.ts'
import { unsteady } from './steady-state.ts'
import { stopConditions } from './stop-conditions.ts'
import { watchedJournal } from './watched-journal.ts'

interface Overseen {
  readonly plan: Plan
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
  readonly clock: Clock
  readonly progress: Progress
}

/** What watches over one run, and ends it early. */
export interface Oversight {
  /** The journal that all of the run must write to. */
  readonly journal: Journal
  /** False when the estate is not as it should be before anything is injected; the run then ends. */
  steady(): boolean
  /** Watches the stack until the signal aborts. Throws `stack-lost`. */
  lane(signal: AbortSignal): Promise<void>
  /** The longest duration counts from here: first for entering, then for the drill itself. */
  begin(): void
  end(): void
}

export function oversee(of: Overseen, ending: Ending): Oversight {
  const { plan, clock } = of
  const stack = stackWatch(of)
  const condition = stopConditions(plan)
  const before: JournalRecord[] = []
  let isSteady: boolean | undefined
  let deadline: NodeJS.Timeout | undefined
  const journal = watchedJournal(of.journal, {
    heard(record) {
      stack.heard(record)
      if (isSteady === undefined) before.push(record)
      const stop = condition(record)
      if (stop) ending.stop(stop)
    },
    failed: (error) => ending.fail(error),
  })
  const told = tellOfStops(ending, journal, of.progress)
  return {
    journal,
    lane: stack.lane,
    steady() {
      if (isSteady !== undefined) return isSteady
      const stop = unsteady(before, plan, clock.nowMs())
      isSteady = stop === undefined
      if (stop) ending.stop(stop)
      return isSteady
    },
    begin() {
      clearTimeout(deadline)
      const longestMs = plan.limits?.maxDurationMs
      if (longestMs === undefined) return
      const text = `it lasted longer than ${formatDuration(longestMs)}, the longest that it may`
      deadline = setTimeout(() => ending.stop({ cause: 'max-duration', text }), longestMs)
    },
    end() {
      clearTimeout(deadline)
      told()
    },
  }
}

/** Writes down and says why a run is ended early; gives what ends the telling. */
function tellOfStops(ending: Ending, journal: Journal, progress: Progress): () => void {
  const { signal } = ending
  const tell = () => {
    const stop = ending.stopped()
    if (!stop) return
    // Whoever stops it from outside says so there.
    if (stop.cause !== 'kill-switch') progress({ kind: 'note', text: `stopping: ${stop.text}` })
    journal.write({ type: 'run.stopping', cause: stop.cause, detail: stop.text, access: stop.access })
  }
  signal.addEventListener('abort', tell)
  return () => signal.removeEventListener('abort', tell)
}
