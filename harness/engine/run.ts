import type { Roster } from '../model/audit.ts'
import type { Plan } from '../model/plan.ts'
import type { People } from '../model/question.ts'
import type { ApprovalTold } from '../model/record.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Catalog } from './catalog.ts'
import { type monotonicClock, until } from './clock.ts'
import { enterAll, leaveAll, recorderOf, seeded } from './entering.ts'
import { faultLane } from './faulting.ts'
import { type Journal, readJournal } from './journal.ts'
import { deleteMints } from './minting.ts'
import { keepProbing } from './probing.ts'
import type { Redactor } from './redact.ts'
import type { Progress, Running, Trouble } from './running.ts'
import { stepLane } from './stepping.ts'

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
  /** Aborted by the first Ctrl-C or by a stop condition: everything is undone, then the run ends. */
  readonly signal: AbortSignal
}

export type RunStatus = 'completed' | 'aborted' | 'errored'

/** Every attempt of a class begins within this time after the start, spread by the seed. */
const spreadMs = 1_000
const clockCheckMs = 500

/** Runs a plan on a stack and writes the history. Whatever happens, it returns with every fault undone or throws `undo-failed`. */
export async function run(input: RunInput): Promise<RunStatus> {
  const { plan, stack, journal, signal } = input
  journal.write({
    type: 'run.started',
    run: input.run,
    stack: `${stack.driver}:${stack.id}`,
    versions: stack.versions,
  })
  if (input.roster) journal.write({ type: 'run.roster', ...input.roster })
  for (const { approver, keyId, approvedAt } of input.approvals ?? [])
    journal.write({ type: 'run.approval', approver, keyId, approvedAt })
  const enteredMs = Date.now()
  let running: Running | undefined
  try {
    const actors = await enterAll({ ...input, plan }, signal)
    running = { ...input, actors, enteredMs }
    await drill(running, plan, signal)
    const status = signal.aborted ? 'aborted' : 'completed'
    journal.write({ type: 'run.ended', status, clean: true })
    return status
  } catch (error) {
    const status = signal.aborted ? 'aborted' : 'errored'
    journal.write({ type: 'run.ended', status, clean: false, detail: (error as Error).message })
    if (status === 'aborted') return status
    throw error
  } finally {
    await leaveAll(running?.actors ?? [], input.trouble)
    await deleteMade(input)
  }
}

/** What stays is not hidden: no drill starts on this stack before `recover` has deleted it. */
async function deleteMade(input: RunInput): Promise<void> {
  try {
    await deleteMints(input, readJournal(input.journal.file))
  } catch (error) {
    input.progress({ kind: 'note', text: (error as Error).message })
    input.trouble?.('deleting what was made for the run', error)
  }
}

/** All lanes side by side from the start of `before` to the end of `after`; the first error stops the others. */
async function drill(running: Running, plan: Plan, signal: AbortSignal): Promise<void> {
  const { clock } = running
  const stop = new AbortController()
  const halt = () => stop.abort()
  signal.addEventListener('abort', halt)
  if (signal.aborted) halt()
  clock.start()
  const probes = probeLanes(running, plan, stop.signal)
  const recorder = recorderOf(running, 'operator')
  const lanes = [
    phaseLane(running, plan, stop.signal),
    clockLane(running, stop.signal),
    ...plan.faults.map((planned) => faultLane(running, planned, stop.signal)),
    ...plan.steps.map((planned) => stepLane(running, planned, recorder, stop.signal)),
    until(clock, plan.durationMs, stop.signal).then(halt),
  ]
  const ended = await Promise.allSettled(lanes.map((lane) => haltOnError(lane, halt)))
  halt()
  await Promise.allSettled(probes)
  signal.removeEventListener('abort', halt)
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
    await until(clock, clock.nowMs() + clockCheckMs, signal)
    const byMs = clock.stepMs()
    if (byMs !== 0) journal.write({ type: 'clock.step', byMs })
  }
}
