import { type Footprint, whyApart } from '../../engine/footprint.ts'

/** One drill of several that share a stack. */
export interface Job<R> {
  readonly footprint: Footprint
  /** Gives `again` when it could not start beside others, and is to be tried alone. */
  start(beside: boolean): Promise<R | 'again'>
}

interface Rules {
  /** So many at once. */
  readonly most: number
  /** Told once of each that must wait, and why. */
  readonly waits: (scenario: string, why: string) => void
  /** True when nothing more may start. */
  readonly stopped: () => boolean
}

/** Jobs by their place in the list. */
interface Course<R> {
  readonly jobs: readonly Job<R>[]
  readonly pending: Set<number>
  readonly running: Map<number, Promise<void>>
  /** Those that could not start beside others. */
  readonly alone: Set<number>
  readonly results: (R | undefined)[]
}

/**
 * Runs jobs in their order, those side by side that do not touch each other; one that must wait lets others pass.
 * Gives what came of each, in order; undefined for those that were not started any more.
 */
export async function sideBySide<R>(jobs: readonly Job<R>[], rules: Rules): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = jobs.map(() => undefined)
  const course = {
    jobs,
    results,
    pending: new Set(jobs.keys()),
    running: new Map(),
    alone: new Set<number>(),
  }
  const told = new Set<number>()
  while (course.pending.size + course.running.size > 0) {
    for (const index of [...course.pending].toSorted((a, b) => a - b)) {
      if (course.running.size >= rules.most || rules.stopped()) break
      const why = whyNotNow(course, index)
      if (why === undefined) start(course, index)
      else if (!told.has(index)) rules.waits(jobs[index]?.footprint.scenario ?? '', why)
      if (why !== undefined) told.add(index)
    }
    if (course.running.size === 0) break
    await Promise.race(course.running.values())
  }
  return results
}

function start<R>({ jobs, pending, running, alone, results }: Course<R>, index: number): void {
  const job = jobs[index]
  if (!job) return
  pending.delete(index)
  const ended = job.start(running.size > 0).then((result) => {
    running.delete(index)
    if (result !== 'again') results[index] = result
    else {
      alone.add(index)
      pending.add(index)
    }
  })
  running.set(index, ended)
}

function whyNotNow<R>({ jobs, running, alone }: Course<R>, index: number): string | undefined {
  const others = [...running.keys()].flatMap((other) => jobs[other]?.footprint ?? [])
  const own = jobs[index]?.footprint
  if (!own || others.length === 0) return undefined
  if (alone.has(index)) return 'it cannot start while others go on'
  const exclusive = [...running.keys()].find((other) => alone.has(other))
  if (exclusive !== undefined) return `${jobs[exclusive]?.footprint.scenario} goes on alone`
  return others.map((other) => whyApart(other, own)).find((why) => why !== undefined)
}
