import { type Ledger, type LedgerEntry, ledgerFile } from './ledger.ts'
import type { RunFolders } from './run-folders.ts'
import { type Ending, exerciseOf } from './standing.ts'

/** One number of the ledger. A number without a readable start has no run. */
export type LedgerRow = RunRow | MissingRow

export interface RunRow {
  readonly number: number
  readonly run: string
  readonly scenario: string
  readonly fallbacks: readonly string[]
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string | null
  readonly ending: Ending
  /** The key that is said to have signed the start (`drill verify` finds out); null when nobody signed. */
  readonly keyId: string | null
  /** Whether the run's own folder is there; the ledger's copies of its statements remain without it. */
  readonly folder: 'there' | 'deleted'
  readonly problems: readonly string[]
}

export interface MissingRow {
  readonly number: number
  readonly run: null
  readonly problems: readonly string[]
}

/** Every number from 1 to the highest, each once, ascending. */
export function rowsOf({ dir, entries, gaps, problems }: Ledger, folders: RunFolders): LedgerRow[] {
  const byFile = Map.groupBy(problems, ({ file }) => file)
  const problemsOf = (number: number) =>
    (['started', 'result'] as const)
      .flatMap((kind) => byFile.get(ledgerFile(dir, number, kind)) ?? [])
      .map(problemText)
  const missing = gaps.map((number): MissingRow => ({ number, run: null, problems: problemsOf(number) }))
  const runs = entries.map((entry) => runRow(entry, folders, problemsOf(entry.number)))
  return [...runs, ...missing].sort((a, b) => a.number - b.number)
}

function runRow(entry: LedgerEntry, folders: RunFolders, problems: readonly string[]): RunRow {
  const { scenario, fallbacks } = entry.started.statement.predicate
  return {
    ...exerciseOf(entry),
    ...{ scenario, fallbacks },
    endedAt: entry.result?.statement.predicate.endedAt ?? null,
    keyId: entry.started.keyId,
    folder: folders.of(entry.started.statement.predicate.run) === undefined ? 'deleted' : 'there',
    problems,
  }
}

/** What is wrong with a file of the ledger, with its name. */
export function problemText({ file, text }: { file: string; text: string }): string {
  return text.startsWith(file) ? text : `${file}: ${text}`
}
