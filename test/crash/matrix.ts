import type { Stack } from '../../harness/stacks/stack.ts'
import { ordeal, type Scene } from './ordeal.ts'
import { nameOf, type Point } from './points.ts'
import { type Baseline, remainsOf } from './remains.ts'

/** What one point came to: nothing wrong, or what was left or lost. */
export interface Tried {
  readonly point: Point
  readonly wrong: readonly string[]
  readonly took: number
  readonly said: string
}

/** Kills a drill at each point, one after the other, and looks at what it leaves. */
export async function tried(
  scene: Scene,
  stack: Stack,
  before: Baseline,
  points: readonly Point[],
  tell: (text: string) => void = () => {},
): Promise<Tried[]> {
  const all: Tried[] = []
  for (const [index, point] of points.entries()) {
    const sinceMs = performance.now()
    const run = await ordeal(scene, point)
    // A random moment may come after the end; an exact one must come.
    const missed = !run.reached && typeof point.at === 'string' ? ['the point never came'] : []
    const wrong = [...missed, ...(await remainsOf(scene, stack, before, run))]
    const took = Math.round(performance.now() - sinceMs)
    all.push({ point, wrong, took, said: run.said })
    const seconds = `${(took / 1_000).toFixed(1)} s`
    tell(
      `${index + 1}/${points.length} ${nameOf(point)}: ${wrong.join('; ') || 'nothing is left'} (${seconds})`,
    )
  }
  return all
}

/** Failures, as a reader wants them: the point, what was wrong, and what the commands had said. */
export function failuresIn(all: readonly Tried[]): string[] {
  return all
    .filter(({ wrong }) => wrong.length > 0)
    .map(({ point, wrong, said }) => `${nameOf(point)}: ${wrong.join('; ')}\n${said}`)
}
