import { type Ledger, ledgerDir, readLedger } from '../engine/ledger.ts'
import { type RunFolders, runFolders } from '../engine/run-folders.ts'
import { type Due, fallbacksOf, type Standing, scenarioOf, standings } from '../engine/standing.ts'
import { parseDuration } from '../model/duration.ts'
import { DrillError } from '../model/error.ts'
import { readEstate } from '../readers/estate.ts'

/** The ledger of a folder of runs, as it is now. */
export interface LedgerState {
  readonly ledger: Ledger
  readonly folders: RunFolders
  readonly due: Due
  scenarios(names: readonly string[]): Standing[]
  /** Where the fallback paths of an estate's file stand. */
  fallbacks(estateFile: string): Promise<Standing[]>
}

export const ledgerOptions = {
  runs: { type: 'string', default: 'runs', describe: 'Folder of the runs; the ledger lies in it' },
  'overdue-after': { type: 'string', default: '90d', describe: 'How often each must be exercised' },
} as const

/** Throws `usage` when the time is none. */
export function ledgerState(runsDir: string, overdueAfter: string, now = new Date()): LedgerState {
  const overdueAfterMs = parseDuration(overdueAfter)
  if (overdueAfterMs === undefined)
    throw new DrillError('usage', `"${overdueAfter}" is no time`, { next: 'give --overdue-after 90d or 12h' })
  const due = { now, overdueAfterMs }
  const ledger = readLedger(ledgerDir(runsDir))
  return {
    ...{ ledger, due, folders: runFolders(runsDir, ledger) },
    scenarios: (names) => standings(names, ledger.entries, scenarioOf, due),
    fallbacks: async (estateFile) => {
      const { estate } = await readEstate(estateFile)
      return standings(Object.keys(estate.fallbacks), ledger.entries, fallbacksOf, due)
    },
  }
}
