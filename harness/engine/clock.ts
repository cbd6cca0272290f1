/** Wall-clock differences below this are drift or rounding; above it somebody moved the clock or suspended the machine. */
const stepToleranceMs = 250

/**
 * The run's monotonic clock. It stands at 0 until `start`, the beginning of phase `before`; the wall clock is
 * only a label, and a step of it is noticed.
 */
export interface Clock {
  nowMs(): number
  start(): void
  /** ISO 8601 wall time. */
  time(): string
  /** Milliseconds by which the wall clock has moved against the monotonic one since the last call; 0 when it has not. */
  stepMs(): number
}

export function monotonicClock(): Clock {
  return clockFrom(undefined)
}

/** Goes on where another process stopped: the time between is taken from the wall clock, the only one both had. */
export function resumedClock(last: { readonly atMs: number; readonly time: string } | undefined): Clock {
  const since = last ? Math.max(0, Date.now() - Date.parse(last.time)) : 0
  return clockFrom(performance.now() - since - (last?.atMs ?? 0))
}

function clockFrom(origin: number | undefined): Clock {
  let zero = origin
  let offset = Date.now() - performance.now()
  return {
    nowMs: () => (zero === undefined ? 0 : Math.round((performance.now() - zero) * 10) / 10),
    start() {
      zero = performance.now()
    },
    time: () => new Date().toISOString(),
    stepMs() {
      const now = Date.now() - performance.now()
      const by = now - offset
      if (Math.abs(by) < stepToleranceMs) return 0
      offset = now
      return Math.round(by)
    },
  }
}

/** What something comes to; undefined as soon as the signal aborts, whatever becomes of it then. */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  if (!signal) return work
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  return Promise.race([work, aborted])
}

/** Resolves at `atMs` of the clock, or at once when the signal aborts. Never rejects. */
export function until(clock: Clock, atMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    // Timers drop fractions and may be a millisecond early: nothing may begin before its time.
    const wait = () => {
      const left = atMs - clock.nowMs()
      if (left <= 0 || signal.aborted) done()
      else timer = setTimeout(wait, Math.ceil(left))
    }
    signal.addEventListener('abort', done)
    wait()
  })
}
