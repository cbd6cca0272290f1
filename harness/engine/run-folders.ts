import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledger } from './ledger.ts'

/** What is left of the runs' own folders, beside the ledger's copies of their statements. */
export interface RunFolders {
  /** Folder of a run that is still there; undefined when somebody deleted it. */
  of(run: string): string | undefined
  /** Runs with a started statement of their own that the ledger has no entry of: it was cut, or is another's. */
  readonly strays: readonly string[]
}

const statements = ['started.sigstore.json', 'started.statement.json']

/** One look at the folder that the runs' folders are in. A run's name from a statement is never used as a path. */
export function runFolders(runsDir: string, { entries }: Pick<Ledger, 'entries'>): RunFolders {
  const found = existsSync(runsDir) ? readdirSync(runsDir, { withFileTypes: true }) : []
  const there = new Set(found.filter((entry) => entry.isDirectory()).map(({ name }) => name))
  const known = new Set(entries.map(({ started }) => started.statement.predicate.run))
  const strays = [...there].filter(
    (run) => !known.has(run) && statements.some((file) => existsSync(join(runsDir, run, 'evidence', file))),
  )
  return { of: (run) => (there.has(run) ? join(runsDir, run) : undefined), strays: strays.sort() }
}
