import { existsSync } from 'node:fs'
import { type Check, failed, ok } from '../../model/check.ts'
import type { DrillResult } from '../../model/statement.ts'
import { chainOf, chainStart } from '../chain.ts'

/** The journal's chain holds from its first record to the head that was sealed. A run that never began has no journal. */
export function checkJournal(file: string, { journal, verdict }: DrillResult): Check[] {
  if (!existsSync(file)) {
    const none = journal.records === 0 && journal.head === chainStart
    if (none && (verdict === 'errored' || verdict === 'aborted'))
      return [ok('journal', 'none: the run ended before it began')]
    return [failed('journal', 'it is missing')]
  }
  const { records, head, brokenAt } = chainOf(file)
  return [
    brokenAt === undefined
      ? ok('journal chain', `${records} records, each naming the one before`)
      : failed('journal chain', `broken at line ${brokenAt}`),
    records === journal.records
      ? ok('journal records', String(records))
      : failed('journal records', `${records}, where ${journal.records} were sealed`),
    head === journal.head
      ? ok('journal head', head)
      : failed('journal head', `${head}, where ${journal.head} was sealed`),
  ]
}
