import type { Probe, Result } from '../workloads/workload.ts'
import { until } from './clock.ts'
import type { Running } from './running.ts'

/** A probe that does not obey its signal is given up this long after its time-out. */
const graceMs = 500

/** Repeats one probe on its own schedule until the run's signal aborts. A late attempt takes the next free slot. */
export async function keepProbing(
  running: Running,
  actor: string,
  probe: Probe,
  offsetMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { clock, journal } = running
  let at = offsetMs
  for (let count = 1; ; count += 1) {
    await until(clock, at, signal)
    if (signal.aborted) return
    if (probe.ready && !probe.ready()) {
      at = clock.nowMs() + probe.everyMs
      continue
    }
    const requestId = `${running.run}-${probe.access}-${count}`
    const beganMs = clock.nowMs()
    const result = await attemptOnce(running, probe, requestId, signal)
    if (result)
      journal.write({
        type: 'attempt',
        actor,
        access: probe.access,
        beganMs,
        endMs: clock.nowMs(),
        requestId,
        ...result,
      })
    at += probe.everyMs * Math.max(1, Math.ceil((clock.nowMs() - at) / probe.everyMs))
  }
}

/** One attempt with its time-out; undefined when the run ended in the middle of it. */
async function attemptOnce(
  running: Running,
  probe: Probe,
  requestId: string,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  signal.addEventListener('abort', abort)
  const timer = setTimeout(abort, probe.timeoutMs)
  let giveUp: NodeJS.Timeout | undefined
  const overdue = new Promise<Result>((resolve) => {
    giveUp = setTimeout(() => resolve(timedOut(probe)), probe.timeoutMs + graceMs)
  })
  try {
    const context = { signal: controller.signal, requestId, nowMs: running.clock.nowMs }
    const result = await Promise.race([probe.attempt(context), overdue])
    return signal.aborted ? undefined : result
  } catch (error) {
    if (signal.aborted) return undefined
    if (controller.signal.aborted) return timedOut(probe)
    running.trouble?.(`probe ${probe.access} ${requestId}`, error)
    return { outcome: 'indeterminate', detail: `the workload failed: ${(error as Error).message}` }
  } finally {
    clearTimeout(timer)
    clearTimeout(giveUp)
    signal.removeEventListener('abort', abort)
  }
}

function timedOut(probe: Probe): Result {
  return {
    outcome: 'unavailable',
    layer: 'reachability',
    status: 'ETIMEDOUT',
    detail: `no answer within ${probe.timeoutMs} ms`,
  }
}
