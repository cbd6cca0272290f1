import { DrillError } from '../model/error.ts'
import type { PlannedStep } from '../model/plan.ts'
import { StepCut } from '../steps/step.ts'
import type { Recorder } from '../workloads/workload.ts'
import { until } from './clock.ts'
import type { Running } from './running.ts'

/** Pause between tries of a command whose channel is cut. */
const againMs = 200

/** One step at its time. A step whose channel is cut is tried until it opens or the run ends: that is the debt. */
export async function stepLane(
  running: Running,
  planned: PlannedStep,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<void> {
  const { clock, journal, stack, actors } = running
  const step = running.catalog.steps[planned.step]
  if (!step) throw new DrillError('internal', `no step named ${planned.step}`)
  await until(clock, planned.atMs, signal)
  if (signal.aborted) return
  const beganMs = clock.nowMs()
  journal.write({ type: 'step.began', step: planned.id })
  const ended = (ok: boolean, count: number, detail?: string) =>
    journal.write({
      type: 'step.ended',
      step: planned.id,
      ok,
      beganMs,
      endMs: clock.nowMs(),
      tries: count,
      detail,
    })
  for (let count = 1; ; count += 1) {
    try {
      const { detail } = await step.act({ stack, actors, recorder, signal }, planned.options)
      ended(true, count, detail)
      running.progress({ kind: 'step', text: `${planned.id} done${count > 1 ? ` at try ${count}` : ''}` })
      return
    } catch (error) {
      if (count === 1) running.progress({ kind: 'step', text: `${planned.id}: ${(error as Error).message}` })
      if (!(error instanceof StepCut) || signal.aborted) {
        running.trouble?.(`step ${planned.id}, try ${count}`, error)
        ended(false, count, (error as Error).message)
        return
      }
    }
    await until(clock, clock.nowMs() + againMs, signal)
    if (signal.aborted) {
      ended(false, count, 'its channel stayed cut to the end of the run')
      return
    }
  }
}
