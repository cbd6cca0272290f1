import { type Finding, type Measure, type Reason, worst } from '../../model/finding.ts'
import type { Plan } from '../../model/plan.ts'
import type { History } from '../../model/record.ts'
import type { Oracle } from '../oracle.ts'
import { gates } from './gates.ts'

/** What an oracle saw. Only reasons that say `passed` make a pass: no reasons at all are inconclusive. */
export interface Examined {
  readonly reasons: readonly Reason[]
  readonly measures: readonly Measure[]
}

export interface PromiseParts {
  readonly name: string
  readonly promise: string
  applies?(plan: Plan): boolean
  examine(history: History, plan: Plan): Examined
  /** One plain sentence for a promise that was kept. */
  kept(examined: Examined, plan: Plan): string
}

/** An oracle whose findings are gated by the proof of the faults and by how the run ended. */
export function promise(parts: PromiseParts): Oracle {
  return {
    name: parts.name,
    promise: parts.promise,
    applies: (plan) => parts.applies?.(plan) ?? true,
    judge: (history, plan) => conclude(parts, gates(history, plan), parts.examine(history, plan), plan),
  }
}

function conclude(parts: PromiseParts, barred: readonly Reason[], examined: Examined, plan: Plan): Finding {
  const reasons = barred.length > 0 ? barred : bySeverity(examined.reasons)
  const verdict = worst(reasons.map((entry) => entry.verdict))
  const summary = verdict === 'passed' ? parts.kept(examined, plan) : complaint(reasons, verdict)
  return {
    oracle: parts.name,
    promise: parts.promise,
    verdict,
    summary,
    reasons,
    measures: examined.measures,
  }
}

function complaint(reasons: readonly Reason[], verdict: Finding['verdict']): string {
  const same = reasons.filter((entry) => entry.verdict === verdict)
  const first = same[0]?.text ?? 'Nothing was observed that could be judged.'
  return same.length > 1
    ? `${first} There ${same.length === 2 ? 'is 1 more reason' : `are ${same.length - 1} more reasons`}.`
    : first
}

function bySeverity(reasons: readonly Reason[]): Reason[] {
  const isWorse = (a: Reason, b: Reason) =>
    a.verdict !== b.verdict && worst([a.verdict, b.verdict]) === a.verdict
  return reasons.toSorted((a, b) => (isWorse(a, b) ? -1 : isWorse(b, a) ? 1 : 0))
}
