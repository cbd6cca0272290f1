import { type Failure, failuresIn, keyOf } from '../model/failure.ts'
import type { SavedJudgement } from '../model/finding-schema.ts'
import type { LedgerEntry } from './ledger.ts'
import type { RunFolders } from './run-folders.ts'
import { sealedFindings } from './sealed-findings.ts'
import { type Exercise, exerciseOf, isProof } from './standing.ts'

/** What the newest runs of one scenario leave to be said. */
export interface Outcome {
  readonly scenario: string
  readonly last: Exercise
  readonly failures: readonly Failure[]
  /** Oracles that the newest run left open. */
  readonly open: readonly string[]
  /** Failed runs whose findings cannot be trusted or read any more, and why. */
  readonly unreadable: readonly { readonly number: number; readonly why: string }[]
}

/**
 * Looks back from the newest run of every scenario to the newest that proved something: a failure does not go away
 * because the next run was stopped, died or proved nothing.
 */
export function outcomesOf(entries: readonly LedgerEntry[], folders: RunFolders): Outcome[] {
  const byScenario = Map.groupBy(entries, ({ started }) => started.statement.predicate.scenario)
  return [...byScenario].map(([scenario, runs]) => outcomeOf(scenario, runs, folders))
}

export const failuresOf = (outcomes: readonly Outcome[]): Failure[] =>
  outcomes.flatMap(({ failures }) => failures)

function outcomeOf(scenario: string, runs: readonly LedgerEntry[], folders: RunFolders): Outcome {
  const since = runs.slice(Math.max(0, runs.findLastIndex(proves)))
  const last = exerciseOf(since.at(-1) as LedgerEntry)
  const failures = new Map<string, Failure>()
  const unreadable: { number: number; why: string }[] = []
  let open: readonly string[] = []
  for (const entry of since) {
    const { number, run, ending } = exerciseOf(entry)
    if (ending === 'passed' || ending === 'unfinished') continue
    const found = sealedFindings(entry, folders.of(run))
    if ('missing' in found) {
      if (ending === 'failed') unreadable.push({ number, why: found.missing })
      continue
    }
    for (const failure of failuresIn(found.judgement, { scenario, number, ending }))
      failures.set(keyOf(failure), failure)
    if (number === last.number) open = openIn(found.judgement)
  }
  return { scenario, last, failures: [...failures.values()], open, unreadable }
}

const proves = (entry: LedgerEntry): boolean => isProof(exerciseOf(entry).ending)

function openIn({ findings }: SavedJudgement): string[] {
  return findings.filter(({ verdict }) => verdict === 'inconclusive').map(({ oracle }) => oracle)
}
