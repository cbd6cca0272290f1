import type { Edge } from '../../model/plan.ts'
import type { Endpoint, Stack } from '../../stacks/stack.ts'
import type { Observed } from '../fault.ts'
import { type Ask, ask, type Ending } from './ask.ts'

/** A request that needs no credential, and the ends that it may have. */
export interface Trial {
  readonly asked: Ask
  readonly ends: readonly Ending[]
}

const betweenMs = 50

/** A vault that answers strangers decides about them: it knows neither login nor token. */
export const decided: readonly Ending[] = [400, 401, 403, 404]

async function until(
  stack: Stack,
  endpoint: Endpoint,
  { asked, ends }: Trial,
  forMs: number,
): Promise<Ending> {
  const deadline = performance.now() + forMs
  for (;;) {
    const { ending } = await ask(stack, endpoint, asked)
    if (ends.includes(ending) || performance.now() > deadline) return ending
    await new Promise((resolve) => setTimeout(resolve, betweenMs))
  }
}

/** Strangers from every caller's position: at the listener that the real caller uses. */
export function vaultCanaries(
  stack: Stack,
  edges: readonly Edge[],
  trials: readonly Trial[],
  forMs: number,
): Promise<Observed[]> {
  const all = edges.flatMap((edge) => trials.map((trial) => ({ ...edge, trial })))
  return Promise.all(
    all.map(async ({ from, to, trial }): Promise<Observed> => {
      const ending = await until(stack, stack.endpoint(from, to), trial, forMs)
      const expected = `${trial.asked.path} with "${ending}", expected ${trial.ends.join(' or ')}`
      return {
        witness: 'canary',
        ok: trial.ends.includes(ending),
        detail: `${from} → ${to} answered ${expected}`,
      }
    }),
  )
}

/**
 * Its health at its own address: 200 active, 429 standby, 503 sealed. An API that answers 429 is over its quota, and its
 * health stays 200.
 */
export async function healthControl(
  stack: Stack,
  vault: string,
  ends: readonly Ending[],
  forMs: number,
): Promise<Observed> {
  const ending = await until(stack, stack.behind(vault), { asked: { path: 'sys/health' }, ends }, forMs)
  return {
    witness: 'control-path',
    ok: ends.includes(ending),
    detail: `health of ${vault} at its own address is "${ending}", expected ${ends.join(' or ')}`,
  }
}
