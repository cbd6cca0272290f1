import type { LoggedCall } from '../../model/trace.ts'

/** A line of a log with the request that it belongs to. */
export interface Line extends LoggedCall {
  readonly requestId?: string
}
