import type { Revocable } from '../../model/words.ts'
import type { Holding } from '../../workloads/workload.ts'
import type { StepContext } from '../step.ts'

/** One revocation to be carried out. */
export interface Revocation extends StepContext {
  readonly identity: string
  readonly what: Revocable
  /** What the identity holds of a kind. Throws when no workload says so. */
  held(what: Revocable): Holding
}

/** A channel: what it can revoke, and how. Gives what was done, without secrets. */
export type Channelled = Partial<Record<Revocable, (revocation: Revocation) => Promise<string>>>

export function revocationOf(context: StepContext, identity: string, what: Revocable): Revocation {
  return {
    ...context,
    identity,
    what,
    held: (kind) => {
      for (const actor of context.actors) {
        const found = actor.holding?.(identity, kind)
        if (found) return found
      }
      throw new Error(`no workload holds ${kind} of ${identity}: nothing to revoke`)
    },
  }
}
