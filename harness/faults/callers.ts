import type { PlannedFault } from '../model/plan.ts'
import type { Observation, Stack } from '../stacks/stack.ts'
import type { Look, Observed } from './fault.ts'
import { heard } from './witness.ts'

/** A connection that was open carries one more request before its answer is cut; a caller keeps some of them. */
const openPerCaller = 8

/** While it lasted: the target's own log shows that the callers still got through to it. */
export async function targetReached(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const calls = await heard(stack, planned, look)
  const who = [...new Set(calls.map(({ caller }) => caller))].join(', ')
  return {
    witness: 'target-reached',
    ok: calls.length > 0,
    detail: `${planned.service} logged ${calls.length} calls of ${who || 'nobody'} during the fault`,
  }
}

/** While it lasted: nothing reached the target but the last requests of connections that had been open. */
export async function targetSpared(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const calls = await heard(stack, planned, look)
  const perCaller = [...Map.groupBy(calls, ({ caller }) => caller)]
  const told = perCaller.map(([caller, { length }]) => `${length} of ${caller}`).join(', ')
  return {
    witness: 'target-silent',
    ok: perCaller.every(([, { length }]) => length <= openPerCaller),
    detail: `${planned.service} logged calls during the fault: ${told || 'none'}; connections that were open carry at most ${openPerCaller} of each caller`,
  }
}

/**
 * While it lasted: requests that a caller's own log shows, and in whose course it called the target by the target's
 * log, took the caller at least so long. One that goes around the impaired way is quicker. Callers whose logs tell no
 * times, or that pass no request ID on, cannot be followed: of them the canary speaks alone.
 */
export async function callersSlowed(
  stack: Stack,
  planned: PlannedFault,
  look: Look,
  slowedMs: number,
): Promise<Observed> {
  const reached = new Set((await heard(stack, planned, look)).flatMap(({ requestId }) => requestId ?? []))
  const services = [...new Set(planned.edges.map(({ from }) => from))].filter(
    (from) => stack.estate.services[from],
  )
  const found = await Promise.all(
    services.map(async (caller) => {
      const calls = await stack.observed(caller, look.sinceMs)
      const times = calls.flatMap((call) => (reached.has(call.requestId ?? '') ? tookMs(call) : []))
      return { caller, times, slow: times.filter((ms) => ms >= slowedMs).length }
    }),
  )
  const followed = found.filter(({ times }) => times.length > 0)
  const told = followed.map(
    ({ caller, times, slow }) =>
      `${slow} of ${times.length} requests of ${caller} that called ${planned.service} took ${Math.round(slowedMs)} ms or more`,
  )
  return {
    witness: 'caller-slowed',
    // One may have gone on without waiting for the target.
    ok: followed.every(({ times, slow }) => slow * 2 > times.length),
    detail: told.join('; ') || 'no request could be followed from a caller to the target',
  }
}

/** How long a service took for a request, where its log says so. */
function tookMs({ line }: Observation): number[] {
  const { ms } = JSON.parse(line) as { ms?: unknown }
  return typeof ms === 'number' ? [ms] : []
}
