import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { catalog as wholeCatalog } from '../../harness/cli/wiring.ts'
import { DrillError } from '../../harness/model/error.ts'
import { readEstate } from '../../harness/readers/estate.ts'
import { readScenario } from '../../harness/readers/scenario.ts'

export const catalog = await wholeCatalog()
/** Copies that stand still, so that lines and columns do. */
const good = join(import.meta.dirname, 'good')
export const { estate } = await readEstate(join(good, 'estate.yaml'))
export const estateText = readFileSync(join(good, 'estate.yaml'), 'utf8')
export const runbookText = readFileSync(join(good, 'runbook.yaml'), 'utf8')
export const scenarioText = readFileSync(join(good, 'scenario.yaml'), 'utf8')

/** A folder of this test file's own, gone with it. */
export const folder = mkdtempSync(join(tmpdir(), 'drill-readers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

export function written(content: string | Uint8Array, name = 'input.yaml'): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

export const readScenarioText = (content: string | Uint8Array) =>
  readScenario(written(content), catalog, estate)
export const readEstateText = (content: string | Uint8Array) => readEstate(written(content, 'estate.yaml'))

/** The text with one thing changed; fails when it does not hold it. */
export function changed(text: string, from: string, to: string): string {
  const at = text.indexOf(from)
  if (at < 0) throw new Error(`the text does not hold ${from}`)
  return text.slice(0, at) + to + text.slice(at + from.length)
}

/** `line:column: message (expected …)` of every problem that reading ends with; none when it succeeds. */
export async function problemsOf(reading: Promise<unknown>): Promise<string[]> {
  const error = await reading.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (error === undefined) return []
  if (!(error instanceof DrillError) || error.code !== 'bad-input') throw error
  return error.problems.map(
    ({ line, column, message, expected }) => `${line}:${column}: ${message} (expected ${expected})`,
  )
}
