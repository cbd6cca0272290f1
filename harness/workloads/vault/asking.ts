import { serviceOf } from '../../model/estate.ts'
import type { Stack } from '../../stacks/stack.ts'
import { ofAnswer } from '../outcome.ts'
import type { Ask, Caller } from '../web/caller.ts'
import type { Result } from '../workload.ts'

/** What the vault made of a request, and what it gave when it was granted. */
export interface Reply<T> {
  readonly result: Result
  readonly given?: T
}

/** One request below `/v1/`. Errors are plain socket errors: neither token nor body is in them. */
export type Asking = <T>(
  path: string,
  rest: Omit<Ask, 'url'>,
  read: (body: unknown) => T,
) => Promise<Reply<T>>

export function askingVault(stack: Stack, caller: Caller): Asking {
  const name = serviceOf(stack.estate, 'vault') ?? 'vault'
  return async (path, rest, read) => {
    const answer = await caller.send({ ...rest, url: caller.url(name, `/v1/${path}`) })
    const result = ofVaultAnswer(ofAnswer(answer))
    if (result.outcome !== 'granted') return { result }
    return { result, given: read(answer.status === 204 ? undefined : answer.json()) }
  }
}

/** An AppRole that is not known answers 400, not 401; 473 is a standby without a leader, 472 a replica. */
export function ofVaultAnswer(result: Result): Result {
  if (result.status === 400) return { ...result, outcome: 'denied', layer: 'token', detail: undefined }
  if (result.status === 472 || result.status === 473)
    return { ...result, outcome: 'unavailable', detail: undefined }
  return result
}
