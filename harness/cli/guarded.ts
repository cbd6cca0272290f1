import { refuseBefore, refuseOnStack } from '../engine/guarding.ts'
import { stopOrder } from '../engine/stop-switch.ts'
import type { Identify } from '../engine/true-targets.ts'
import type { Situation } from '../guards/guard.ts'
import type { Estate } from '../model/estate.ts'
import type { Plan } from '../model/plan.ts'
import type { Target } from '../model/target.ts'
import type { Stack } from '../stacks/stack.ts'

/** What stands between a plan and its start. Both methods throw `refused`. */
export interface Guarded {
  before(): void
  onStack(stack: Stack, signal: AbortSignal): Promise<void>
  readonly identify: Identify
}

/** `targets` is the file that names what may be drilled although the harness did not make it. */
export async function guardedBy(plan: Plan, estate: Estate, targets: string | undefined): Promise<Guarded> {
  const [{ guards }, { identifiable, identityOf }] = await Promise.all([
    import('../guards/index.ts'),
    import('../guards/identity.ts'),
  ])
  const named = await namedIn(targets ?? process.env.DRILL_TARGETS)
  const situation = (): Situation => {
    const stopped = stopOrder()
    return { plan, estate, targets: named, now: new Date(), ...(stopped ? { stopped } : {}) }
  }
  return {
    before: () => refuseBefore(guards, situation()),
    onStack: (stack, signal) => refuseOnStack(guards, { ...situation(), stack, signal }),
    identify: { services: identifiable, identityOf },
  }
}

async function namedIn(file: string | undefined): Promise<readonly Target[]> {
  if (!file) return []
  const { readTargets } = await import('../readers/targets.ts')
  return readTargets(file)
}
