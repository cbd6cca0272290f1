import type { Catalog } from '../engine/catalog.ts'
import { check } from '../engine/plan/check.ts'
import { type Draft, draftOf, type Parts } from '../engine/plan/draft.ts'
import type { Locate } from '../model/complaint.ts'
import type { Estate } from '../model/estate.ts'
import { type Scenario, scenario } from '../model/scenario.ts'
import { once, readAs } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

export interface ScenarioFile {
  readonly file: string
  readonly text: string
  readonly scenario: Scenario
  /** The same, entry by entry. */
  readonly draft: Draft
  readonly locate: Locate
}

/**
 * Reads a scenario; with an estate, its names are looked up there. Throws `bad-input` with every problem of the
 * file at once, each with line, column and what was expected.
 */
export async function readScenario(file: string, catalog: Catalog, estate?: Estate): Promise<ScenarioFile> {
  const { text, value, complaints, locate } = await readYaml(file)
  const { data, complaints: shape } = readAs(scenario, value)
  const { draft, complaints: entries } = draftOf(partsOf(value), catalog, readAs)
  const contradictions = check(draft, catalog, estate)
  const problems = [...complaints, ...located([...shape, ...entries, ...contradictions], locate)]
  if (problems.length > 0 || !data)
    reject(problems, '`drill schema scenario` prints what a scenario may contain.')
  return { file, text, scenario: data, draft, locate }
}

/** What is there of a scenario, whatever it is; phases only when all of them can be read. */
function partsOf(value: unknown): Parts {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const { phases, ...rest } = value as Record<string, unknown>
  return { ...rest, phases: scenario.shape.phases.safeParse(phases, once).data }
}
