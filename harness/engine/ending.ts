import { type Stop, stopOf } from '../model/stop.ts'

/** How a run ends before its time: whoever sees a reason says so here, and every lane stops. */
export interface Ending {
  /** Aborted as soon as the run is to end, by a signal, by a stop or by a failure. */
  readonly signal: AbortSignal
  /** On purpose: the run ends as aborted. */
  stop(stop: Stop): void
  /** The harness or its stack failed: the run ends as errored. The first failure counts. */
  fail(error: unknown): void
  stopped(): Stop | undefined
  failure(): unknown
}

export function endingOf(outer: AbortSignal): Ending {
  const own = new AbortController()
  const signal = AbortSignal.any([outer, own.signal])
  let failure: unknown
  return {
    signal,
    stop: (stop) => own.abort(stop),
    fail(error) {
      failure ??= error
      own.abort(error)
    },
    stopped: () => stopOf(signal),
    failure: () => failure,
  }
}
