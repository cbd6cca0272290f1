import { join } from 'node:path'
import type { Catalog } from '../engine/catalog.ts'
import type { Draft } from '../engine/plan/draft.ts'
import type { Locate } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { packageRoot } from '../model/home.ts'
import type { Scenario } from '../model/scenario.ts'
import { readEstate } from '../readers/estate.ts'
import type { RunbookFile } from '../readers/runbook.ts'
import { readRunbooks } from '../readers/runbooks.ts'
import { readScenario } from '../readers/scenario.ts'

/** The estate that ships with the harness. */
export const referenceEstate = join(packageRoot(), 'docker', 'reference', 'estate.yaml')

export interface Inputs {
  readonly scenario: Scenario
  readonly scenarioText: string
  readonly draft: Draft
  readonly estate: Estate
  readonly estateText: string
  readonly estateFile: string
  /** Every runbook of the estate. */
  readonly runbooks: readonly RunbookFile[]
  /** Lines of the scenario's file. */
  readonly locate: Locate
  /** Gaps of the estate that its owners should know of. */
  readonly warnings: readonly Problem[]
}

/** Reads scenario, estate and its runbooks; throws `bad-input` with every problem. */
export async function readInputs(
  files: { scenarioFile: string; estateFile: string },
  catalog: Catalog,
): Promise<Inputs> {
  const estate = await readEstate(files.estateFile)
  const runbooks = await readRunbooks(estate, Object.keys(catalog.steps))
  const scenario = await readScenario(files.scenarioFile, catalog, estate.estate)
  return {
    scenario: scenario.scenario,
    scenarioText: scenario.text,
    draft: scenario.draft,
    estate: estate.estate,
    estateText: estate.text,
    estateFile: files.estateFile,
    runbooks,
    locate: scenario.locate,
    warnings: estate.warnings,
  }
}
