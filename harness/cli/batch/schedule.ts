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

/**
 * Runs jobs in their order, those side by side that do not touch each other; one that must wait lets others pass.
 * Gives what came of each, in order; undefined for those that were not started any more.
 */
export async function sideBySide<R>(
  jobs: readonly Job<R>[],
  { most, waits, stopped }: Rules,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = jobs.map(() => undefined)
  const pending = new Set(jobs.keys())
  const running = new Map<number, Promise<void>>()
  const alone = new Set<number>()
  const told = new Set<number>()
  const go = async (index: number, job: Job<R>, beside: boolean) => {
    const result = await job.start(beside)
    running.delete(index)
    if (result !== 'again') results[index] = result
    else {
      alone.add(index)
      pending.add(index)
    }
  }
  const blocked = (index: number, { footprint }: Job<R>) => {
    const others = [...running.keys()]
    if (alone.has(index) && others.length > 0) return 'it cannot start while others go on'
    const exclusive = others.find((other) => alone.has(other))
    if (exclusive !== undefined) return `${jobs[exclusive]?.footprint.scenario} goes on alone`
    return others
      .map((other) => jobs[other] && whyApart(jobs[other].footprint, footprint))
      .find((why) => why !== undefined)
  }
  while ((pending.size > 0 && !stopped()) || running.size > 0) {
    for (const index of [...pending].toSorted((a, b) => a - b)) {
      const job = jobs[index]
      if (!job || running.size >= most || stopped()) break
      const why = blocked(index, job)
      if (why !== undefined) {
        if (!told.has(index)) waits(job.footprint.scenario, why)
        told.add(index)
        continue
      }
      pending.delete(index)
      running.set(index, go(index, job, running.size > 0))
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  return results
}
