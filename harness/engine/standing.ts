import type { Verdict } from '../model/words.ts'
import type { LedgerEntry } from './ledger.ts'

/** How a run ended as the ledger has it. `unfinished`: no result was sealed; it died, or is going on. */
export type Ending = Verdict | 'unfinished'

export interface Exercise {
  readonly number: number
  readonly run: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly ending: Ending
}

/** `unproven`: it ran lately, and no run has ever come to `passed` or `failed`. */
export type State = 'current' | 'overdue' | 'unproven' | 'never-run'

/** Where a scenario or a fallback path stands. */
export interface Standing {
  readonly name: string
  readonly state: State
  /** The newest run, whatever came of it. */
  readonly last: Exercise | null
  /** The newest run that proved something: that passed or failed. */
  readonly proven: Exercise | null
}

export interface Due {
  readonly now: Date
  readonly overdueAfterMs: number
}

/** What was exercised by name, in one look at the ledger. `namesOf` tells what a run exercised. */
export function standings(
  names: readonly string[],
  entries: readonly LedgerEntry[],
  namesOf: (entry: LedgerEntry) => readonly string[],
  due: Due,
): Standing[] {
  const last = new Map<string, Exercise>()
  const proven = new Map<string, Exercise>()
  for (const entry of entries) {
    const exercise = exerciseOf(entry)
    for (const name of namesOf(entry)) {
      last.set(name, exercise)
      if (isProof(exercise.ending)) proven.set(name, exercise)
    }
  }
  return [...new Set(names)].map((name) => {
    const both = { last: last.get(name) ?? null, proven: proven.get(name) ?? null }
    return { name, state: stateOf(both, due), ...both }
  })
}

export const scenarioOf = ({ started }: LedgerEntry): readonly string[] => [
  started.statement.predicate.scenario,
]
export const fallbacksOf = ({ started }: LedgerEntry): readonly string[] =>
  started.statement.predicate.fallbacks

export function exerciseOf({ number, started, result }: LedgerEntry): Exercise {
  const { run, startedAt } = started.statement.predicate
  return { number, run, startedAt, ending: result?.statement.predicate.verdict ?? 'unfinished' }
}

/** A run that was stopped, died or proved nothing does not put off the next drill. */
export const isProof = (ending: Ending): boolean => ending === 'passed' || ending === 'failed'

function stateOf({ last, proven }: Pick<Standing, 'last' | 'proven'>, due: Due): State {
  if (!last) return 'never-run'
  if (isOverdue((proven ?? last).startedAt, due)) return 'overdue'
  return proven ? 'current' : 'unproven'
}

const dayMs = 86_400_000

/** A date well in the future is no date: it would never become overdue. */
function isOverdue(startedAt: string, { now, overdueAfterMs }: Due): boolean {
  const ageMs = now.getTime() - Date.parse(startedAt)
  return ageMs > overdueAfterMs || ageMs < -dayMs
}

/** `12 days ago`; what is dated later than now says so. */
export function agoText(startedAt: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(startedAt)) / dayMs)
  if (days < 0) return 'dated in the future'
  if (days === 0) return 'today'
  return days === 1 ? '1 day ago' : `${days} days ago`
}
