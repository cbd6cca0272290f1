import * as z from 'zod'
import { duration } from '../model/duration.ts'
import type { Contact } from '../model/trace.ts'
import { attempting } from '../stacks/contacts.ts'
import { ofFailure } from './outcome.ts'
import type { AttemptContext, Probe, Result } from './workload.ts'

/** How often a workload's classes are tried. */
export const every = duration
  .refine((ms) => ms >= 100 && ms <= 600_000, 'between 100ms and 10m')
  .meta({ description: 'How often each access class is tried, such as 2s.' })

/** Name of an identity or a runbook of the estate. */
export const nameIn = (what: string) =>
  z
    .string()
    .min(1, `the name of ${what}`)
    .meta({ description: `Name of ${what}.` })

export interface Trial {
  readonly access: string
  readonly everyMs: number
  /** After this an attempt has failed; an outage must show fast. */
  readonly patienceMs?: number
  /** The attempt changes something, so that a lost answer is indeterminate. */
  readonly acting?: boolean
  readonly ready?: () => boolean
  attempt(context: AttemptContext): Promise<Result>
}

export const patienceMs = 3_000
/** The engine's own limit lies a little later: it is for attempts that do not heed their signal. */
const marginMs = 1_000
/** From here on an answer is slow enough to be told. */
const slowMs = 1_000

/** A probe whose every end, thrown or timed out, is an outcome. */
export function probe({
  access,
  everyMs,
  patienceMs: patience = patienceMs,
  acting,
  ready,
  attempt,
}: Trial): Probe {
  return {
    access,
    everyMs,
    timeoutMs: patience + marginMs,
    ...(ready ? { ready } : {}),
    attempt: async (context) => {
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)])
      const tried = attempting(() => attempt({ ...context, signal, nowMs: () => context.nowMs() }))
      const result = await inTime(tried.value, signal).catch((error: unknown) => ofFailure(error, acting))
      return { requestId: context.requestId, ...result, ...telling(result, tried.contacts()) }
    },
  }
}

/** What a diagnosis needs; an attempt that went well and quickly needs none. */
function telling({ outcome }: Result, contacts: readonly Contact[]): Pick<Result, 'contacts'> {
  const slow = contacts.some(({ tlsMs = 0, firstByteMs = 0 }) => Math.max(tlsMs, firstByteMs) >= slowMs)
  return contacts.length > 0 && (outcome !== 'granted' || slow) ? { contacts } : {}
}

/** Not everything heeds a signal: a browser goes on, and its attempt has failed all the same. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>()
  const abort = () => late.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, late.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** When a credential expires on the run's clock, from its expiry in ms since 1970. */
export function onRunClock(expiresWallMs: number, context: Pick<AttemptContext, 'nowMs'>): number {
  return Math.round(context.nowMs() + expiresWallMs - Date.now())
}
