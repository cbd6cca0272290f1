import { inForce, stepEnd } from '../../harness/model/observed.ts'
import type { Plan, PlannedStep, Span } from '../../harness/model/plan.ts'
import type { Evidence } from '../report.ts'
import { chartPx, margins } from './axis.ts'

/** Something on the timeline; `share` is the part of a row's height that it takes. */
export interface Box extends Span {
  readonly kind: 'band' | 'bracket' | 'breach' | 'rule' | 'wash' | 'phase' | 'fault' | 'step'
  readonly fill: string
  readonly share: number
  readonly text: string
  readonly shiftPx?: number
}

export function phaseBoxes(plan: Plan): Box[] {
  return plan.phases.map((phase) => ({
    kind: 'phase',
    fromMs: phase.fromMs,
    toMs: phase.toMs,
    fill: 'none',
    share: 1,
    text: phase.name,
  }))
}

/** Where they were proven to be in force; the plan's word where the journal has none. */
export function faultBoxes({ plan, history }: Evidence): Box[] {
  return plan.faults.map((fault) => ({
    kind: 'fault',
    ...(inForce(history, fault.id) ?? { fromMs: fault.fromMs, toMs: fault.toMs }),
    fill: 'var(--fault)',
    share: 1,
    text: `${fault.fault}: ${fault.service}`,
  }))
}

/** Share of the run's length that two marks need between them. */
const crowded = 0.021

/** Numbered marks, moved apart a little where two steps stand close together. */
export function stepBoxes({ plan, history }: Evidence): Box[] {
  let takenMs = Number.NEGATIVE_INFINITY
  const apartMs = plan.durationMs * crowded
  const pxPerMs = (chartPx - margins.left - margins.right) / plan.durationMs
  return plan.steps.map((step, index) => {
    const atMs = stepEnd(history, step.id)?.beganMs ?? step.atMs
    const drawnMs = Math.max(atMs, takenMs + apartMs)
    takenMs = drawnMs
    return {
      kind: 'step',
      fromMs: atMs,
      toMs: atMs,
      fill: 'var(--ink)',
      share: 1,
      text: String(index + 1),
      shiftPx: (drawnMs - atMs) * pxPerMs,
    }
  })
}

/** A step in words: `revoke the access-token of leaver via gateway-denylist`. */
export function stepWords({ step, options }: PlannedStep): string {
  const { identity, what, via, runbook, service, approvals } = options as Record<
    string,
    string | number | undefined
  >
  if (step === 'revoke') return `revoke the ${what} of ${identity} via ${via}`
  if (step === 'arm') return `arm ${runbook} with ${approvals} approvals`
  if (runbook) return `${step} ${runbook}`
  return service ? `${step} ${service}` : step
}
