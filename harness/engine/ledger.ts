import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readRegular } from '../model/regular-file.ts'
import type { DrillResult, DrillStarted, Previous } from '../model/statement.ts'
import { drillResult, drillStarted } from '../model/statement-schema.ts'
import { sha256 } from './digest.ts'
import { publishOnce } from './publish.ts'
import { readStatement, type StoredStatement } from './stored-statement.ts'

/** One run in the ledger. Without a result it was interrupted, or is going on. */
export interface LedgerEntry {
  readonly number: number
  readonly started: StoredStatement<DrillStarted>
  readonly result: StoredStatement<DrillResult> | null
}

/** Every run ever made beside one another: immutable files, byte for byte what the runs' own folders hold. */
export interface Ledger {
  readonly dir: string
  /** By number, ascending. */
  readonly entries: readonly LedgerEntry[]
  /** Numbers below the highest without a started statement that can be read. */
  readonly gaps: readonly number[]
  /** What does not fit: unreadable files, wrong numbers, digests that lead nowhere. */
  readonly problems: readonly LedgerProblem[]
}

export interface LedgerProblem {
  readonly file: string
  readonly text: string
}

type Kind = 'started' | 'result'
const fileName = /^(\d{6})\.(started|result)\.json$/

/** The ledger belongs to the folder that the runs' folders are in. */
export const ledgerDir = (runsDir: string): string => join(runsDir, 'ledger')

export const ledgerFile = (dir: string, number: number, kind: Kind): string =>
  join(dir, `${String(number).padStart(6, '0')}.${kind}.json`)

/** Numbers that are taken, ascending. */
function numbersIn(dir: string, kind: Kind): number[] {
  const names = existsSync(dir) ? readdirSync(dir) : []
  return names
    .flatMap((name) => {
      const [, number, of] = fileName.exec(name) ?? []
      return of === kind ? [Number(number)] : []
    })
    .sort((a, b) => a - b)
}

/** Reads the whole ledger; a folder that is not there is an empty one. Signatures are not verified here. */
export function readLedger(dir: string): Ledger {
  const problems: LedgerProblem[] = []
  const started = readAll(dir, 'started', drillStarted, problems)
  const results = readAll(dir, 'result', drillResult, problems)
  const entries = [...started].map(([number, statement]) => ({
    number,
    started: statement,
    result: results.get(number) ?? null,
  }))
  for (const [number, { file }] of results)
    if (!started.has(number)) problems.push({ file, text: 'a result without a start' })
  const highest = Math.max(0, ...numbersIn(dir, 'started').slice(-1), ...numbersIn(dir, 'result').slice(-1))
  const gaps = Array.from({ length: highest }, (_, index) => index + 1).filter((n) => !started.has(n))
  const byNumber = new Map(entries.map((entry) => [entry.number, entry]))
  for (const entry of entries) problems.push(...misfits(entry, byNumber.get(entry.number - 1)))
  return { dir, entries, gaps, problems }
}

function readAll<P>(
  dir: string,
  kind: Kind,
  predicate: Parameters<typeof readStatement<P>>[1],
  problems: LedgerProblem[],
): Map<number, StoredStatement<P>> {
  const read = new Map<number, StoredStatement<P>>()
  for (const number of numbersIn(dir, kind)) {
    const file = ledgerFile(dir, number, kind)
    try {
      read.set(number, readStatement(file, predicate))
    } catch (error) {
      problems.push({ file, text: (error as Error).message })
    }
  }
  return read
}

function misfits({ number, started, result }: LedgerEntry, before: LedgerEntry | undefined): LedgerProblem[] {
  const { previous, run, number: said } = started.statement.predicate
  const found: LedgerProblem[] = []
  if (said !== number) found.push({ file: started.file, text: `it says that it is number ${said}` })
  if (number === 1 ? previous !== null : !previous || !before || !namedBy(previous, before))
    found.push({ file: started.file, text: 'it does not name the run before as the ledger has it' })
  const of = result?.statement.predicate
  if (result && (of?.number !== number || of.run !== run || of.started !== started.digest))
    found.push({ file: result.file, text: 'it is not the result of the run that started under this number' })
  return found
}

/** Whether `previous` names this entry. A result may have come after the statement that names its run. */
export function namedBy(previous: Previous, { number, started, result }: LedgerEntry): boolean {
  if (previous.number !== number || previous.digest !== started.digest) return false
  return previous.result === null || previous.result === result?.digest
}

/**
 * Takes the next number: `make` gives the bytes of the started statement for it, which are then published whole or
 * not at all. Of two runs at once one finds the number taken and makes its statement again for the next.
 */
export async function allot(
  dir: string,
  make: (number: number, previous: Previous | null) => Promise<Uint8Array>,
): Promise<{ number: number; bytes: Uint8Array }> {
  for (;;) {
    const number = Math.max(0, ...numbersIn(dir, 'started'), ...numbersIn(dir, 'result')) + 1
    const bytes = await make(number, previousOf(dir, number))
    if (publishOnce(ledgerFile(dir, number, 'started'), bytes)) return { number, bytes }
  }
}

/** Files the result of a run; gives false when there is one already, which stays as it is. */
export function fileResult(dir: string, number: number, bytes: Uint8Array): boolean {
  return publishOnce(ledgerFile(dir, number, 'result'), bytes)
}

/** The newest run below this number: the one before, unless somebody took it away. */
function previousOf(dir: string, below: number): Previous | null {
  const number = numbersIn(dir, 'started').findLast((taken) => taken < below)
  if (number === undefined) return null
  const result = ledgerFile(dir, number, 'result')
  return {
    number,
    digest: sha256(readRegular(ledgerFile(dir, number, 'started'))),
    result: existsSync(result) ? sha256(readRegular(result)) : null,
  }
}
