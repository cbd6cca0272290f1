import type { Measure } from '../../harness/model/finding.ts'
import { stepEnd } from '../../harness/model/observed.ts'
import type { FrontierPoint, Plan } from '../../harness/model/plan.ts'
import { isRevoked } from '../../harness/oracles/judging/attribution.ts'
import { outage } from '../../harness/oracles/judging/continuity.ts'
import type { Evidence } from '../report.ts'

/** One side of a path: what was predicted at most (`null`: not bounded here), and what was measured. */
export interface Side {
  readonly predictedMs: number | null
  readonly measured: Measure | undefined
  /** Taken away by a revocation of the drill, which says nothing of how long it would have gone on. */
  readonly ended?: boolean
  /** The measurement ended with the drill, not with the access. */
  readonly open: boolean
}

export interface Path {
  readonly access: string
  readonly because: string
  readonly continuity: Side
  readonly stale: Side
}

/** Every path of the plan's frontier with what the findings measured of it. */
export function paths(evidence: Evidence): Path[] {
  const { plan, history, judgement } = evidence
  const span = outage(history, plan)
  const wholeMs = span ? span.toMs - span.fromMs : Number.POSITIVE_INFINITY
  const measures = judgement.findings.flatMap((finding) => finding.measures)
  return plan.frontier.map((point) => {
    const lived = measures.find((entry) => entry.name === 'continuity' && entry.access === point.access)
    const stale = measures.find(
      (entry) => entry.name.startsWith('revocation-') && speaksFor(plan, entry, point),
    )
    const whole = lived !== undefined && lived.highMs >= wholeMs
    return {
      access: point.access,
      because: point.because,
      continuity: {
        predictedMs: point.continuityMs,
        measured: lived,
        open: whole,
        ended: isRevoked(plan, point.access),
      },
      stale: { predictedMs: point.staleMs, measured: stale, open: isOpen(evidence, stale) },
    }
  })
}

/** Whether a revocation was watched to the end of the run without taking hold. */
export function isOpen({ plan, history }: Evidence, measure: Measure | undefined): boolean {
  const planned = plan.revocations.find((entry) => entry.access === measure?.access)
  if (!measure || !planned) return false
  return (stepEnd(history, planned.step)?.beganMs ?? planned.atMs) + measure.highMs >= plan.durationMs
}

/** A revoked principal speaks for the access class that it holds under another name. */
function speaksFor(plan: Plan, measure: Measure, point: FrontierPoint): boolean {
  if (plan.frontier.some((entry) => entry.access === measure.access)) return measure.access === point.access
  const workload = plan.workloads.find((entry) => measure.access && entry.classes.includes(measure.access))
  return workload?.options.access === point.access
}
