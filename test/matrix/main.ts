// Runs every scenario on the clean estate and with each seeded defect that concerns it, and compares the findings with
// defects.ts: npm run matrix [-- --driver processes|containers] [--only TEXT,TEXT] [--stack NAME].
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DrillError } from '../../harness/model/error.ts'
import { drill, runDrill } from '../drill/command-line.ts'
import { type Cell, cellsOf, differences, lineOf } from './cell.ts'
import { defects } from './defects.ts'
import { answersFor, fileOf, scenarioNames } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'processes' },
    /** Parts of `scenario service=defect`, any of which is enough; `scenario clean` is the clean estate. */
    only: { type: 'string', default: '' },
    /** A warm stack that is up; without it one comes up, and is ended. */
    stack: { type: 'string' },
  },
})
const say = (text: string) => process.stdout.write(`${text}\n`)
const named = ({ scenario, defect = 'clean' }: Cell) => `${scenario} ${defect}`

const wanted = values.only.split(',')
const cells = cellsOf(scenarioNames(), defects).filter((cell) =>
  wanted.some((text) => named(cell).includes(text)),
)
if (cells.length === 0) throw new DrillError('usage', `no cell of the matrix is named like ${values.only}`)
const scratch = mkdtempSync(join(tmpdir(), 'drill-matrix-'))
const own = values.stack === undefined && cells.some(({ ownStack }) => !ownStack)
if (values.stack === undefined) process.env.DRILL_HOME = scratch
const stack = values.stack ?? 'matrix'
try {
  if (own) await ok('up', '--stack', stack, '--driver', values.driver)
  let bad = 0
  for (const cell of cells) bad += (await tried(cell)) ? 0 : 1
  say(`\n${cells.length} cells, ${bad} of them not as declared`)
  if (bad > 0) process.exitCode = 1
} finally {
  if (own) await ok('down', '--stack', stack)
  rmSync(scratch, { recursive: true, force: true })
}

/** Runs one cell and prints its line; true when it is as declared. */
async function tried(cell: Cell): Promise<boolean> {
  const { scenario, defect, ownStack, expected } = cell
  const sinceMs = performance.now()
  const differs = await runDrill([
    fileOf(scenario),
    ...(ownStack ? ['--driver', values.driver] : ['--stack', stack]),
    ...['--runs', join(scratch, 'runs')],
    ...answersFor(scenario),
    ...(defect === undefined ? [] : ['--defect', defect]),
  ]).then(
    ({ judgement }) => differences(expected, judgement),
    (error: unknown) => [(error as Error).message],
  )
  say(`${lineOf(cell, differs)}  (${Math.round((performance.now() - sinceMs) / 1_000)} s)`)
  return differs.length === 0
}

async function ok(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await drill(words).ended
  if (code !== 0) throw new DrillError('internal', `drill ${words.join(' ')} ended with ${code}:\n${stderr}`)
}
