import { DrillError } from '../model/error.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Journal } from './journal.ts'

/** Who servers are by their own word, as the guards ask them. */
export interface Identify {
  /** Services that can be asked. */
  services(estate: Stack['estate']): readonly string[]
  /** Undefined when the server does not answer. */
  identityOf(stack: Stack, service: string, signal: AbortSignal): Promise<string | undefined>
}

export interface TrueTargets {
  /** Takes down who everybody is, before anything is changed. */
  begin(signal: AbortSignal): Promise<void>
  /**
   * Right before a change at a service. False when it does not answer, so that no change can reach it either. Throws
   * `stack-lost` when it is another server than at the beginning.
   */
  isSame(service: string, signal: AbortSignal): Promise<boolean>
}

interface Parts {
  readonly stack: Stack
  readonly journal: Journal
  /** Without it every target is taken for the right one. */
  readonly identify?: Identify | undefined
  /** Told when a target is another than at the beginning: no drill goes on then. */
  failed(error: DrillError): void
}

export function trueTargets({ stack, journal, identify, failed }: Parts): TrueTargets {
  const known = new Map<string, string>()
  return {
    async begin(signal) {
      for (const service of identify?.services(stack.estate) ?? []) {
        const identity = await identify?.identityOf(stack, service, signal)
        if (identity === undefined) continue
        known.set(service, identity)
        journal.write({ type: 'target.identified', service, identity })
      }
    },
    async isSame(service, signal) {
      const expected = known.get(service)
      if (!identify || expected === undefined) return true
      const identity = await identify.identityOf(stack, service, signal)
      if (identity === undefined || identity === expected) return identity !== undefined
      const changed = `${service} is ${identity} now, and was ${expected}: it was not touched`
      const error = new DrillError('stack-lost', changed, { next: 'Look where its name leads.' })
      failed(error)
      throw error
    },
  }
}
