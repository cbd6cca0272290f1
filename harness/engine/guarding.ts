import type { Guard, OnStack, Refusal, Situation } from '../guards/guard.ts'
import { DrillError } from '../model/error.ts'

/** Throws `refused` when a guard says that the drill must not start; no stack is needed for it. */
export function refuseBefore(guards: readonly Guard[], situation: Situation): void {
  for (const guard of guards) refuse(guard.before?.(situation))
}

/** Throws `refused` when a guard says that the drill must not start on this stack. */
export async function refuseOnStack(guards: readonly Guard[], situation: OnStack): Promise<void> {
  for (const guard of guards) refuse(await guard.onStack?.(situation))
}

function refuse(refusal: Refusal | undefined): void {
  if (refusal) throw new DrillError('refused', `no drill may start: ${refusal.why}`, { next: refusal.next })
}
