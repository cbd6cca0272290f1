import type { Roster } from '../model/audit.ts'
import type { DrillError, DrillErrorCode } from '../model/error.ts'
import type { Plan } from '../model/plan.ts'
import type { People } from '../model/question.ts'
import type { ApprovalTold } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Actor } from '../workloads/workload.ts'
import type { Catalog } from './catalog.ts'
import { undoChanges } from './changes.ts'
import { type monotonicClock, until } from './clock.ts'
import { type Ending, endingOf } from './ending.ts'
import { enterAll, leaveAll, recorderOf, seeded } from './entering.ts'
import { faultLane } from './faulting.ts'
import { type Journal, readJournal } from './journal.ts'
import { type Oversight, oversee } from './overseeing.ts'
import { keepProbing } from './probing.ts'
import { proveDead } from './proving-dead.ts'
import { throwAll } from './recover.ts'
import type { Redactor } from './redact.ts'
import type { Progress, Running, Trouble } from './running.ts'
import { stepLane } from './stepping.ts'
import { traceFailures } from './tracing.ts'
import { type Identify, trueTargets } from './true-targets.ts'

export interface RunInput {
  readonly run: string
  readonly plan: Plan
  readonly stack: Stack
  readonly catalog: Catalog
  readonly journal: Journal
  readonly clock: ReturnType<typeof monotonicClock>
  readonly redact: Redactor
  readonly progress: Progress
  readonly trouble?: Trouble
  readonly people?: People
  /** Who takes part, by name. */
  readonly roster?: Roster | undefined
  /** Signed approvals of the plan, verified before. */
  readonly approvals?: readonly Pick<ApprovalTold, 'approver' | 'keyId' | 'approvedAt'>[]
  /** How targets say who they are; without it nobody is asked. */
  readonly identify?: Identify
  /** Aborted by the first Ctrl-C or by the kill switch: everything is undone, then the run ends. */
  readonly signal: AbortSignal
}

export type RunStatus = 'completed' | 'aborted' | 'errored'

/** Every attempt of a class begins within this time after the start, spread by the seed. */
const spreadMs = 1_000
const clockCheckMs = 500
const ofUndoing: readonly DrillErrorCode[] = ['undo-failed', 'conflict']
/** A runner that is later than this has not only been busy: it stood still. */
const stallMs = 3_000

/**
 * Runs a plan on a stack and writes the history. Whatever happens, it returns with everything undone, or throws
 * `undo-failed`, or `conflict` where somebody else has changed the same.
 */
export async function run(input: RunInput): Promise<RunStatus> {
  const ending = endingOf(input.signal)
  const oversight = oversee(input, ending)
  const watched = { ...input, journal: oversight.journal }
  const enteredMs = Date.now()
  let actors: readonly Actor[] = []
  let error: unknown
  try {
    begin(watched)
    oversight.begin()
    const targets = trueTargets({ ...watched, failed: ending.fail })
    await targets.begin(ending.signal)
    actors = await enterAll(watched, ending.signal)
    await drill({ ...watched, actors, enteredMs, targets, steady: oversight.steady }, oversight, ending)
  } catch (thrown) {
    error = thrown
  }
  oversight.end()
  const left = await cleanUp(watched, actors)
  await traceFailures(watched, enteredMs)
  return ended(watched, ending, left ?? error)
}

function begin({ run, stack, journal, roster, approvals = [] }: RunInput): void {
  journal.write({
    ...{ type: 'run.started', run, stack: `${stack.driver}:${stack.id}`, versions: stack.versions },
  })
  if (roster) journal.write({ type: 'run.roster', ...roster })
  for (const { approver, keyId, approvedAt } of approvals)
    journal.write({ type: 'run.approval', approver, keyId, approvedAt })
}

/** Writes down how the run ended. Throws what failed, unless it was stopped: then it is no news that things broke off. */
function ended({ journal }: RunInput, ending: Ending, error = ending.failure()): RunStatus {
  const stays = ofUndoing.includes((error as DrillError | undefined)?.code ?? 'internal') ? error : undefined
  const failed = stays ?? ending.failure() ?? (ending.signal.aborted ? undefined : error)
  const status = failed ? 'errored' : ending.signal.aborted ? 'aborted' : 'completed'
  const detail = failed ? (failed as Error).message : (ending.stopped()?.text ?? (error as Error)?.message)
  journal.write({ type: 'run.ended', status, clean: error === undefined, detail })
  if (failed) throw failed
  return status
}

/** Undoes what the run changed, and tries what it gave out. Gives what failed: no drill starts before that is undone. */
async function cleanUp(input: RunInput, actors: readonly Actor[]): Promise<unknown> {
  try {
    await leaveAll(actors, input.trouble)
    const { failures } = await undoChanges(input, readJournal(input.journal.file))
    await proveDead(input, actors)
    throwAll(failures)
    return undefined
  } catch (error) {
    input.progress({ kind: 'note', text: (error as Error).message })
    input.trouble?.('undoing what the run changed', error)
    return error
  }
}

/** All lanes side by side from the start of `before` to the end of `after`; the first error stops the others. */
async function drill(running: Running, oversight: Oversight, ending: Ending): Promise<void> {
  const { clock, plan } = running
  const stop = new AbortController()
  const halt = () => stop.abort()
  ending.signal.addEventListener('abort', halt)
  if (ending.signal.aborted) halt()
  clock.start()
  oversight.begin()
  const probes = probeLanes(running, plan, stop.signal).map((probe) => probe.catch(ending.fail))
  const recorder = recorderOf(running, 'operator')
  const lanes = [
    phaseLane(running, plan, stop.signal),
    clockLane(running, stop.signal),
    oversight.lane(stop.signal),
    ...plan.faults.map((planned) => faultLane(running, planned, stop.signal)),
    ...plan.steps.map((planned) => stepLane(running, planned, recorder, stop.signal)),
    until(clock, plan.durationMs, stop.signal).then(halt),
  ]
  const ended = await Promise.allSettled(lanes.map((lane) => haltOnError(lane, halt)))
  halt()
  await Promise.allSettled(probes)
  ending.signal.removeEventListener('abort', halt)
  const failed = ended.filter((result) => result.status === 'rejected').map((result) => result.reason)
  const undo = failed.find((error) => error?.code === 'undo-failed')
  if (failed.length > 0) throw undo ?? failed[0]
}

async function haltOnError(lane: Promise<void>, halt: () => void): Promise<void> {
  try {
    await lane
  } catch (error) {
    halt()
    throw error
  }
}

function probeLanes(running: Running, plan: Plan, signal: AbortSignal): Promise<void>[] {
  const random = seeded(plan.seed)
  return running.actors.flatMap((actor) =>
    actor.probes.map((probe) =>
      keepProbing(running, actor.name, probe, random() * Math.min(spreadMs, probe.everyMs), signal),
    ),
  )
}

async function phaseLane(running: Running, plan: Plan, signal: AbortSignal): Promise<void> {
  for (const phase of plan.phases) {
    await until(running.clock, phase.fromMs, signal)
    if (signal.aborted) return
    running.journal.write({ type: 'phase.began', phase: phase.name })
    running.progress({
      kind: 'phase',
      text: `${phase.name} (${Math.round((phase.toMs - phase.fromMs) / 1000)} s)`,
    })
  }
}

async function clockLane({ clock, journal }: Running, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const dueMs = clock.nowMs() + clockCheckMs
    await until(clock, dueMs, signal)
    const lateMs = Math.round(clock.nowMs() - dueMs)
    if (lateMs > stallMs) journal.write({ type: 'clock.stall', byMs: lateMs })
    const byMs = clock.stepMs()
    if (byMs !== 0) journal.write({ type: 'clock.step', byMs })
  }
}
