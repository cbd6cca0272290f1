import { setTimeout as pause } from 'node:timers/promises'
import type { Actor, Given, Result } from '../workloads/workload.ts'
import type { Clock } from './clock.ts'
import type { Journal } from './journal.ts'

/** Longest time that one try may take. */
const tryMs = 5_000
/** A service that was only just healed may not answer yet, and some end what they gave a little later. */
const patienceMs = 6_000
/** A credential that ends by itself this soon is waited for. */
const waitMs = 90_000
const betweenMs = 250

interface Proving {
  readonly journal: Journal
  readonly clock: Clock
}

/**
 * Tries each credential that was given out for the run, now that everything is undone, and records whether it is
 * refused. One that could not be tried is not proven dead.
 */
export async function proveDead(proving: Proving, actors: readonly Actor[]): Promise<void> {
  const given = actors.flatMap(({ name, given }) => (given?.() ?? []).map((each) => ({ name, each })))
  await Promise.all(given.map(({ name, each }) => proveOne(proving, name, each)))
}

async function proveOne({ journal, clock }: Proving, actor: string, given: Given): Promise<void> {
  const beganMs = clock.nowMs()
  let result = await refusal(given)
  let only = ''
  const leftMs = (given.expiresMs ?? Number.POSITIVE_INFINITY) - Date.now()
  if (result.outcome === 'granted' && leftMs < waitMs) {
    await pause(Math.max(0, leftMs) + betweenMs)
    result = await refusal(given)
    only = 'only by its own expiry'
  }
  const { outcome, status } = result
  const ok = isRefusal(result)
  const detail = [ok ? only : '', result.detail].filter(Boolean).join('; ')
  journal.write({
    ...{
      type: 'proof.dead',
      actor,
      credential: given.credential,
      beganMs,
      endMs: clock.nowMs(),
      ok,
      outcome,
    },
    ...(status === undefined ? {} : { status }),
    ...(detail === '' ? {} : { detail }),
  })
}

const isRefusal = ({ outcome }: Result) => outcome === 'denied' || outcome === 'challenged'

/** The first refusal, or the last answer when none came in time. */
async function refusal({ attempt }: Given): Promise<Result> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const result = await attempt(AbortSignal.timeout(tryMs))
    if (isRefusal(result) || performance.now() > deadline) return result
    await pause(betweenMs)
  }
}
