import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import type { Caller } from '../web/caller.ts'

const listed = z.object({ alerts: z.array(z.looseObject({ receivedAtMs: z.number() })) })
export type Alert = z.infer<typeof listed>['alerts'][number]

export interface Watch {
  /** Wall clock, ms since 1970. */
  readonly sinceMs: number
  readonly patienceMs: number
  readonly matches: (alert: Alert) => boolean
  readonly signal: AbortSignal
}

const betweenMs = 100

/** Watches the pager, which depends on nothing, until an alert is there; undefined when none came in time. */
export async function alertSeen(caller: Caller, secret: string, watch: Watch): Promise<Alert | undefined> {
  const deadline = performance.now() + watch.patienceMs
  for (;;) {
    const found = (await alertsSince(caller, secret, watch)).find(watch.matches)
    if (found || performance.now() > deadline) return found
    await pause(betweenMs, undefined, { signal: watch.signal })
  }
}

/** A pager that does not answer has seen nothing, for this time. */
async function alertsSince(
  caller: Caller,
  bearer: string,
  { sinceMs, signal }: Watch,
): Promise<readonly Alert[]> {
  try {
    const url = caller.url('pager', `/pager/alerts?since=${sinceMs}`)
    const answer = await caller.send({ url, bearer, signal })
    return answer.status === 200 ? listed.parse(answer.json()).alerts : []
  } catch (error) {
    if (signal.aborted) throw error
    return []
  }
}
