import type { AttemptRecord } from '../../harness/diagnosis/case.ts'
import type { Plan, PlannedFault } from '../../harness/model/plan.ts'
import { type History, recordsOf } from '../../harness/model/record.ts'
import type { Layer } from '../../harness/model/words.ts'

/** What revocations and strangers really are; faults say it of themselves. */
const ofChannel: Readonly<Record<string, Layer>> = { 'gateway-denylist': 'policy' }
const ofStranger: Readonly<Record<string, Layer>> = { 'forged-token': 'trust', 'unknown-key': 'trust' }

interface Lasted {
  readonly fault: PlannedFault
  readonly fromMs: number
  readonly toMs: number
}

/** From when a fault was in place until its undoing began, on the run's clock. */
function lastedIn(plan: Plan, history: History): Lasted[] {
  return plan.faults.flatMap((fault) => {
    const applied = recordsOf(history, 'fault.applied').find((one) => one.fault === fault.id)
    const undoing = recordsOf(history, 'undo.intent').find((one) => one.fault === fault.id)
    return applied ? [{ fault, fromMs: applied.endMs, toMs: undoing?.atMs ?? fault.toMs }] : []
  })
}

/**
 * What a failed attempt really was, from what was injected: one layer, several that were injected at once, or none where
 * nothing that was injected explains it (a class that is refused by design, or a tail after the undoing).
 */
export function truthsOf(plan: Plan, history: History): (attempt: AttemptRecord) => readonly Layer[] {
  const lasted = lastedIn(plan, history)
  const usual = usuallyGranted(history, lasted)
  const revoked = new Map(
    plan.revocations.map(({ access, via, step }) => [
      access,
      { layer: ofChannel[via] ?? ('token' as const), fromMs: stepEndMs(history, step) },
    ]),
  )
  const restarts = restartsIn(plan, history)
  return ({ access, outcome, beganMs, endMs }) => {
    if (restarts.some(({ fromMs, toMs }) => endMs >= fromMs && beganMs <= toMs)) return []
    const isNo = outcome === 'denied' || outcome === 'challenged'
    const taken = revoked.get(access)
    if (taken && isNo && beganMs >= taken.fromMs) return [taken.layer]
    const stranger = ofStranger[access]
    if (!usual.has(access) && (stranger === undefined || isNo)) return stranger ? [stranger] : []
    const active = lasted.filter(({ fromMs, toMs }) => beganMs >= fromMs && endMs <= toMs)
    const found = [...new Set(active.flatMap(({ fault }) => fault.layer ?? []))]
    // What was lost meanwhile is refused for a reason of its own: its lease ended, say.
    return isNo && isToldNo(plan, access, beganMs) ? found.filter((layer) => identity.includes(layer)) : found
  }
}

/** A service that a step restarts is away by itself for a while. */
function restartsIn(plan: Plan, history: History): { fromMs: number; toMs: number }[] {
  const steps = plan.steps.filter(({ step }) => /restart|start/.test(step)).map(({ id }) => id)
  return recordsOf(history, 'step.ended')
    .filter(({ step }) => steps.includes(step))
    .map(({ beganMs, endMs }) => ({ fromMs: beganMs, toMs: endMs + 1_000 }))
}

const identity: readonly Layer[] = ['trust', 'clock', 'token', 'policy']

/** Whether the scenario itself says that this class is told no at that time. */
function isToldNo({ expectations }: Plan, access: string, atMs: number): boolean {
  return expectations.some(
    (one) =>
      one.access === access &&
      atMs >= one.fromMs &&
      atMs < one.toMs &&
      ['denied', 'challenged', 'refused'].includes(one.outcome),
  )
}

const stepEndMs = (history: History, step: string) =>
  recordsOf(history, 'step.ended').find((one) => one.step === step && one.ok)?.endMs ??
  Number.POSITIVE_INFINITY

/** Classes that are let in as long as nothing is injected. */
function usuallyGranted(history: History, lasted: readonly Lasted[]): ReadonlySet<string> {
  const firstMs = Math.min(...lasted.map(({ fromMs }) => fromMs))
  const before = recordsOf(history, 'attempt').filter(({ endMs }) => endMs < firstMs)
  return new Set(before.filter(({ outcome }) => outcome === 'granted').map(({ access }) => access))
}
