import { type Reach, sentenceOf } from '../../../harness/clients/reach.ts'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'

/** A part's own API for its first configuration, as the operator and around the proxy. Failures are `start-failed`. */
export function apiOf({ context, origin, dispatcher, signal }: Bootstrap): Reach {
  return {
    origin: origin(context.name),
    dispatcher,
    signal,
    caller: 'operator',
    failed: (failure) => new DrillError('start-failed', sentenceOf(context.name, failure)),
  }
}
