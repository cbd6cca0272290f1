import { formatDuration } from '../model/duration.ts'
import { failuresOf, type Outcome } from './failures.ts'
import { type Answers, idle, type Weighed, weigh } from './gate-failures.ts'
import type { Ledger } from './ledger.ts'
import { problemText } from './ledger-rows.ts'
import { rangesOf, rangeText } from './ranges.ts'
import { agoText, type Due, type Exercise, isProof, type Standing } from './standing.ts'

/** Everything that a gate decides upon. */
export interface GateInput extends Answers, Due {
  readonly ledger: Pick<Ledger, 'gaps' | 'problems'>
  /** Runs whose folders are there though the ledger has no entry of them. */
  readonly strays: readonly string[]
  /** What has to be exercised. */
  readonly required: { readonly scenarios: readonly Standing[]; readonly fallbacks: readonly Standing[] }
  readonly outcomes: readonly Outcome[]
}

export interface GateReason {
  readonly code:
    | 'new-failure'
    | 'acceptance-ended'
    | 'findings-lost'
    | 'overdue'
    | 'never-run'
    | 'gap'
    | 'broken-ledger'
    | 'not-in-ledger'
    | 'not-proven'
  readonly text: string
}

export interface Gated {
  /** `failed` when anything but missing proof stands against it. */
  readonly verdict: 'passed' | 'failed' | 'inconclusive'
  readonly reasons: readonly GateReason[]
  /** What stands in nobody's way, and should be known. */
  readonly notes: readonly string[]
  readonly failures: readonly Weighed[]
}

/** Decides whether a pipeline may go on. Pure. */
export function gate(input: GateInput): Gated {
  const failing = failuresOf(input.outcomes)
  const failures = weigh(failing, input)
  const reasons = [
    ...failures.flatMap(againstFailure),
    ...input.outcomes.flatMap(againstLost),
    ...input.required.scenarios.flatMap((standing) => againstStanding(standing, 'scenario', input)),
    ...input.required.fallbacks.flatMap((standing) => againstStanding(standing, 'fallback', input)),
    ...againstLedger(input),
    ...input.outcomes.flatMap(againstOpen),
  ]
  const notes = [
    ...failures.filter(({ as }) => as === 'accepted' || as === 'known').map(({ text }) => text),
    ...idle(failing, input).map(
      ({ finding, owner }) => `nothing fails that the accepted risk of ${owner} speaks of: ${finding}`,
    ),
  ]
  return { verdict: verdictOf(reasons), reasons, notes, failures }
}

function verdictOf(reasons: readonly GateReason[]): Gated['verdict'] {
  if (reasons.length === 0) return 'passed'
  return reasons.every(({ code }) => code === 'not-proven') ? 'inconclusive' : 'failed'
}

function againstFailure({ as, text }: Weighed): GateReason[] {
  if (as === 'new') return [{ code: 'new-failure', text }]
  return as === 'ended' ? [{ code: 'acceptance-ended', text }] : []
}

function againstLost({ scenario, unreadable }: Outcome): GateReason[] {
  return unreadable.map(({ number, why }) => ({
    code: 'findings-lost',
    text: `${scenario}, run ${number}: it failed, and what failed cannot be told: ${why}`,
  }))
}

function againstStanding(
  { name, state, last, proven }: Standing,
  kind: 'scenario' | 'fallback',
  { now, overdueAfterMs }: Due,
): GateReason[] {
  const what = `${kind} ${name}`
  if (state === 'never-run') return [{ code: 'never-run', text: `${what} was never run` }]
  if (state === 'overdue') {
    const told = proven ? `was last proven by ${said(proven, now)}` : 'was never proven'
    return [{ code: 'overdue', text: `${what} ${told}; it is due every ${formatDuration(overdueAfterMs)}` }]
  }
  // Of a scenario, its newest run says so itself.
  if (state === 'unproven' && kind === 'fallback' && last)
    return [{ code: 'not-proven', text: `${what} was never proven; newest: ${said(last, now)}` }]
  return []
}

function said({ number, ending, startedAt }: Exercise, now: Date): string {
  return `run ${number} (${ending}), ${agoText(startedAt, now)}`
}

function againstLedger({ ledger, strays }: GateInput): GateReason[] {
  const gaps = rangesOf(ledger.gaps)
  return [
    ...gaps.map((range): GateReason => ({ code: 'gap', text: `the ledger has no run ${rangeText(range)}` })),
    ...ledger.problems.map((each): GateReason => ({ code: 'broken-ledger', text: problemText(each) })),
    ...strays.map((run): GateReason => ({ code: 'not-in-ledger', text: `${run} is not in the ledger` })),
  ]
}

const words: Partial<Record<Exercise['ending'], string>> = {
  inconclusive: 'is inconclusive',
  errored: 'errored',
  aborted: 'was stopped',
  unfinished: 'has no result: it died, or is going on',
}

function againstOpen({ scenario, last, open }: Outcome): GateReason[] {
  const about = open.length > 0 ? `: ${open.join(', ')}` : ''
  if (isProof(last.ending) && open.length === 0) return []
  const how = words[last.ending] ?? 'left something open'
  return [{ code: 'not-proven', text: `${scenario}, run ${last.number}: it ${how}${about}` }]
}
