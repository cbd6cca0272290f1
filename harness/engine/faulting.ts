import type { Fault, Look, Observed, Undo } from '../faults/fault.ts'
import { DrillError } from '../model/error.ts'
import type { PlannedFault } from '../model/plan.ts'
import { unlessAborted, until } from './clock.ts'
import { faultLeaseMs } from './leases.ts'
import type { Running } from './running.ts'
import { healed } from './undo.ts'

/** Before the fault its target is looked at and its undo is prepared, so that the injection itself is on time. */
const headStartMs = 1_000

/** One fault's whole life: prepared, recorded, injected, witnessed, undone, read back. Undone on every way out. */
export async function faultLane(running: Running, planned: PlannedFault, signal: AbortSignal): Promise<void> {
  const { clock, journal, stack } = running
  const fault = running.catalog.faults[planned.fault]
  if (!fault) throw new DrillError('internal', `no fault named ${planned.fault}`)
  await until(clock, planned.fromMs - headStartMs, signal)
  await witness(running, fault, planned, { moment: 'before', sinceMs: running.enteredMs }, signal)
  await running.targets.isSame(planned.service, signal)
  const undo = await fault.prepare(stack, planned)
  await until(clock, planned.fromMs, signal)
  if (signal.aborted || !running.steady()) return
  journal.write({ type: 'fault.intent', fault: planned.id, undo, leaseMs: faultLeaseMs(planned, clock) })
  try {
    const appliedMs = await inject(running, fault, planned, undo, signal)
    await witness(running, fault, planned, { moment: 'begin', sinceMs: appliedMs }, signal)
    await until(clock, planned.toMs, signal)
    await lastLook(running, fault, planned, appliedMs, signal)
    const untilMs = Date.now()
    await healed(running, fault, planned.id, undo)
    running.progress({ kind: 'fault', text: `${planned.fault} on ${planned.service} undone` })
    await witness(running, fault, planned, { moment: 'end', sinceMs: untilMs })
    await witness(running, fault, planned, { moment: 'hold', sinceMs: appliedMs, untilMs })
  } catch (error) {
    await healed(running, fault, planned.id, undo)
    throw error
  }
}

/** Wall clock (ms) when the fault was in place. */
async function inject(
  running: Running,
  fault: Fault,
  planned: PlannedFault,
  undo: Undo,
  signal: AbortSignal,
): Promise<number> {
  const { clock, journal } = running
  const beganMs = clock.nowMs()
  try {
    await fault.inject(running.stack, undo, signal)
  } catch (cause) {
    journal.write({ type: 'fault.failed', fault: planned.id, detail: (cause as Error).message })
    throw new DrillError('fault-failed', `${planned.fault} could not be injected on ${planned.service}`, {
      cause,
    })
  }
  journal.write({ type: 'fault.applied', fault: planned.id, beganMs, endMs: clock.nowMs() })
  running.progress({ kind: 'fault', text: `${planned.fault} on ${planned.service} injected` })
  return Date.now()
}

/** A run that is to end waits for no witness: what was injected is undone first. */
async function witness(
  running: Running,
  fault: Fault,
  planned: PlannedFault,
  look: Look,
  signal?: AbortSignal,
): Promise<void> {
  const seen = await unlessAborted(fault.witness(running.stack, planned, look), signal)
  record(running, planned, look.moment, seen)
}

/** Of a fault that leaves no trace, its last moment is all that shows that it lasted. */
async function lastLook(
  running: Running,
  fault: Fault,
  planned: PlannedFault,
  sinceMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (!fault.lasted || signal.aborted) return
  record(running, planned, 'hold', await unlessAborted(fault.lasted(running.stack, planned, sinceMs), signal))
}

function record(
  { journal }: Running,
  { id }: PlannedFault,
  moment: Look['moment'],
  seen: readonly Observed[] = [],
): void {
  for (const one of seen) journal.write({ type: 'witness', fault: id, moment, ...one })
}
