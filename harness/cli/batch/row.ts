import { styleText } from 'node:util'
import type { Verdict } from '../../model/words.ts'
import type { Drilled } from '../drill.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit.ts'
import { coloured } from '../show.ts'
import { table } from '../table.ts'

/** What came of one scenario of several. */
export interface Row {
  readonly scenario: string
  readonly file: string
  readonly code: ExitCode
  readonly seconds: number
  /** Undefined when no run came of it. */
  readonly verdict?: Verdict
  readonly run?: string
  readonly dir?: string
  readonly report?: string
  /** Why there is no verdict, or what went wrong besides. */
  readonly why?: string
}

type Named = Pick<Row, 'scenario' | 'file' | 'seconds'>

export function rowOf(named: Named, { dossier, judgement, reports, error }: Drilled): Row {
  return {
    ...named,
    code: exitCodeOf(error ?? judgement.verdict),
    verdict: judgement.verdict,
    run: dossier.run,
    dir: dossier.dir,
    report: reports.find((file) => file.endsWith('.html')) ?? dossier.dir,
    ...(error === undefined ? {} : { why: told(error) }),
  }
}

export function rowWithout(named: Named, error: unknown, code: ExitCode = exitCodeOf(error)): Row {
  return { ...named, code, why: told(error) }
}

function told(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
}

/** From bad to good: what stays behind is worse than a harness that failed, and that than what it found. */
const worstFirst: readonly ExitCode[] = [
  exitCodes.notUndone,
  exitCodes.terminated,
  exitCodes.interrupted,
  exitCodes.errored,
  exitCodes.badInput,
  exitCodes.failed,
  exitCodes.refused,
  exitCodes.inconclusive,
]

/** The exit code of all: that of the worst. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.passed
}

const words: Partial<Record<ExitCode, string>> = {
  [exitCodes.refused]: 'refused',
  [exitCodes.badInput]: 'bad input',
  [exitCodes.interrupted]: 'stopped',
  [exitCodes.terminated]: 'stopped',
}

/** How it came out, in one word. */
export const endingOf = ({ verdict, code }: Row): string => verdict ?? words[code] ?? 'errored'

/** A line for each scenario. `shown` makes a path fit for reading. */
export function rowsText(rows: readonly Row[], shown: (path: string) => string): string {
  const lines = rows.map((row) => [
    row.scenario,
    row.verdict ? coloured(row.verdict) : styleText('yellow', endingOf(row), { stream: process.stdout }),
    `${row.seconds.toFixed(0)} s`,
    [row.report && shown(row.report), row.why].filter((part) => part !== undefined).join('  '),
  ])
  return table(lines).join('\n')
}
