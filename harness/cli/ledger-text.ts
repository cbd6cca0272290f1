import { styleText } from 'node:util'
import type { LedgerRow, RunRow } from '../engine/ledger-rows.ts'
import { rangesOf, rangeText } from '../engine/ranges.ts'
import { agoText, type Ending, type Exercise, type Standing, type State } from '../engine/standing.ts'
import { formatDuration } from '../model/duration.ts'
import { oneLine } from './complaints.ts'
import { coloured } from './show.ts'
import { table } from './table.ts'

export interface LedgerView {
  readonly schema: 'identity-drill/ledger/1'
  readonly overdueAfterMs: number
  readonly runs: readonly LedgerRow[]
  readonly gaps: readonly number[]
  readonly problems: readonly string[]
  /** Runs with statements of their own, and no entry in the ledger. */
  readonly strays: readonly string[]
  readonly scenarios: readonly Standing[]
  readonly fallbacks: readonly Standing[]
}

/** Every run, then where scenarios and fallbacks stand: the last lines are the ones that a terminal shows. */
export function ledgerText(view: LedgerView, now: Date): string {
  const due = `due every ${formatDuration(view.overdueAfterMs)}`
  return [
    ...section('Runs', runRows(view), 'none yet'),
    '',
    ...section(`Scenarios, ${due}`, standingRows(view.scenarios, now), 'none'),
    '',
    ...section(`Fallback paths, ${due}`, standingRows(view.fallbacks, now), 'the estate documents none'),
    ...troubles(view),
  ].join('\n')
}

function section(title: string, rows: readonly string[][], none: string): string[] {
  return [title, ...(rows.length === 0 ? [`  ${none}`] : table(rows))]
}

/** In the order of their numbers; of a long gap only the ends. */
function runRows({ runs, gaps }: LedgerView): string[][] {
  const present = runs.flatMap((row) => (row.run === null ? [] : [{ at: row.number, cells: runCells(row) }]))
  const missing = rangesOf(gaps).map((range) => ({
    at: range.from,
    cells: [`#${rangeText(range)}`, '', '', red('missing')],
  }))
  return [...present, ...missing].sort((a, b) => a.at - b.at).map(({ cells }) => cells)
}

function runCells(row: RunRow): string[] {
  const problems = row.problems.length > 0 ? [red('see below')] : []
  const deleted = row.folder === 'deleted' ? ['folder deleted'] : []
  return [
    `#${row.number}`,
    minute(row.startedAt),
    oneLine(row.scenario),
    ending(row.ending),
    `${oneLine(row.run)}${[...deleted, ...problems].map((remark) => `, ${remark}`).join('')}`,
  ]
}

function standingRows(standings: readonly Standing[], now: Date): string[][] {
  return standings.map(({ name, state, last, proven }) => [
    oneLine(name),
    stateWord(state),
    ...(proven ? [exercise('proven', proven, now)] : []),
    ...(last && last.number !== proven?.number ? [exercise('newest', last, now)] : []),
  ])
}

function exercise(word: string, { number, ending: how, startedAt }: Exercise, now: Date): string {
  return `${word}: #${number} ${ending(how)} ${minute(startedAt)}, ${agoText(startedAt, now)}`
}

const stateColours: Record<State, Parameters<typeof styleText>[0]> = {
  current: 'green',
  overdue: 'red',
  unproven: 'yellow',
  'never-run': 'red',
}

function stateWord(state: State): string {
  const word = state === 'never-run' ? 'never run' : state
  return styleText(stateColours[state], word, { stream: process.stdout })
}

function troubles({ gaps, problems, strays }: LedgerView): string[] {
  const lines = [
    ...rangesOf(gaps).map((range) => `the ledger has no run ${rangeText(range)}`),
    ...problems,
    ...strays.map((run) => `${run} is not in the ledger`),
  ]
  return lines.length === 0 ? [] : ['', 'Broken', ...lines.map((line) => `  ${oneLine(line)}`)]
}

const ending = (of: Ending): string => (of === 'unfinished' ? coloured('errored', of) : coloured(of))
const red = (text: string): string => styleText('red', text, { stream: process.stdout })
/** `2026-11-25 10:36Z` */
const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`
