import { DrillError } from '../model/error.ts'
import { serviceOf } from '../model/estate.ts'
import { authorityOf } from '../model/mutual-tls.ts'
import type { PlannedStep } from '../model/plan.ts'
import { type Step, StepCut } from '../steps/step.ts'
import type { Recorder } from '../workloads/workload.ts'
import { announcing } from './changes.ts'
import { until } from './clock.ts'
import { asked, conductOf } from './conducting.ts'
import type { Running } from './running.ts'

/** Pause between tries of a command whose channel is cut. */
const againMs = 200
/** Before its time a target is asked who it is, so that the step itself is on time. */
const headStartMs = 500

/** One step at its time. A step whose channel is cut is tried until it opens or the run ends: that is the debt. */
export async function stepLane(
  running: Running,
  planned: PlannedStep,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = running
  const step = running.catalog.steps[planned.step]
  if (!step) throw new DrillError('internal', `no step named ${planned.step}`)
  const changed = changedBy(running, planned)
  if (changed !== undefined) await until(clock, planned.atMs - headStartMs, signal)
  if (signal.aborted) return
  const isKnown = changed === undefined || (await running.targets.isSame(changed, signal))
  await until(clock, planned.atMs, signal)
  if (signal.aborted) return
  const over = new AbortController()
  const phase = running.plan.phases.find(({ toMs }) => planned.atMs < toMs)
  const limit = new AbortController()
  if (phase) void until(clock, phase.toMs, AbortSignal.any([signal, over.signal])).then(() => limit.abort())
  try {
    await tried(running, planned, step, recorder, { signal, limit: limit.signal, isKnown })
  } finally {
    over.abort()
  }
}

interface Ends {
  readonly signal: AbortSignal
  readonly limit: AbortSignal
  /** Whether its target has just said that it is the right one. */
  readonly isKnown: boolean
}

async function tried(
  running: Running,
  planned: PlannedStep,
  // biome-ignore lint/suspicious/noExplicitAny: options were parsed by the step's own schema
  step: Step<any>,
  recorder: Recorder,
  { signal, limit, isKnown }: Ends,
): Promise<void> {
  const { clock, stack, actors, progress } = running
  const record = recordOf(running, planned)
  const ask = asked.bind(undefined, running)
  const changed = changedBy(running, planned)
  const changing = announcing(running, 'step', planned.step)
  for (let count = 1; ; count += 1) {
    try {
      const isSure = isKnown && count === 1
      if (!isSure && changed !== undefined && !(await running.targets.isSame(changed, signal)))
        throw new StepCut(`${changed} does not answer the operator`)
      const did = await step.act({ stack, actors, recorder, changing, signal, limit, ask }, planned.options)
      record.done(count, did)
      progress({ kind: 'step', text: `${planned.id} done${count > 1 ? ` at try ${count}` : ''}` })
      return
    } catch (error) {
      if (count === 1) progress({ kind: 'step', text: `${planned.id}: ${(error as Error).message}` })
      if (!(error instanceof StepCut) || signal.aborted) {
        running.trouble?.(`step ${planned.id}, try ${count}`, error)
        return record.failed(count, error)
      }
    }
    await until(clock, clock.nowMs() + againMs, signal)
    if (signal.aborted) return record.failed(count, new Error('its channel stayed cut to the end of the run'))
  }
}

/** The service whose own administration a step uses, if there is one that can say who it is. */
function changedBy({ stack, catalog }: Running, { step, options }: PlannedStep): string | undefined {
  const via = catalog.steps[step]?.administers ?? options.via
  if (via === 'ca') return authorityOf(stack.estate)
  return via === 'idp' || via === 'vault' ? serviceOf(stack.estate, via) : undefined
}

/** Writes down that a step began, and how it ended after how many tries. */
function recordOf(running: Running, planned: PlannedStep) {
  const { clock, journal } = running
  const conduct = conductOf(running, planned)
  const beganMs = clock.nowMs()
  journal.write({ type: 'step.began', step: planned.id })
  conduct.began()
  const ended = (ok: boolean, tries: number, detail?: string) => {
    const times = { beganMs, endMs: clock.nowMs() }
    journal.write({ type: 'step.ended', step: planned.id, ok, ...times, tries, detail })
  }
  return {
    done(tries: number, { detail, answered }: Awaited<ReturnType<Step<unknown>['act']>>) {
      conduct.done(answered)
      ended(true, tries, detail)
    },
    failed(tries: number, error: unknown) {
      conduct.failed(error)
      ended(false, tries, (error as Error).message)
    },
  }
}
