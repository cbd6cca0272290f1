import { randomUUID } from 'node:crypto'
import type { Stack } from '../../stacks/stack.ts'
import { ofFailure } from '../outcome.ts'
import type { AttemptContext, Given, Result } from '../workload.ts'
import { type Caller, callerOf } from './caller.ts'

/** Tries a credential on connections of its own: those of the workload are closed by then. */
export function anew(
  stack: Stack,
  party: string,
  attempt: (caller: Caller, context: AttemptContext) => Promise<Result>,
): Given['attempt'] {
  return async (signal) => {
    const caller = callerOf(stack, party)
    try {
      return await attempt(caller, { signal, requestId: randomUUID(), nowMs: () => performance.now() })
    } catch (error) {
      return ofFailure(error)
    } finally {
      await caller.close()
    }
  }
}
