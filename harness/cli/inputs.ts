import { join } from 'node:path'
import type { Catalog } from '../engine/catalog.ts'
import type { Locate } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { packageRoot } from '../model/home.ts'
import type { Scenario } from '../model/scenario.ts'
import type { RunbookFile } from '../readers/runbook.ts'

/** The estate that ships with the harness. */
export const referenceEstate = join(packageRoot(), 'docker', 'reference', 'estate.yaml')

export interface Inputs {
  readonly scenario: Scenario
  readonly scenarioText: string
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
  const [{ readEstate }, { readRunbooks }, { readScenario }] = await Promise.all([
    import('../readers/estate.ts'),
    import('../readers/runbooks.ts'),
    import('../readers/scenario.ts'),
  ])
  const estate = await readEstate(files.estateFile)
  const runbooks = await readRunbooks(estate, Object.keys(catalog.steps))
  const scenario = await readScenario(files.scenarioFile, catalog, estate.estate)
  return {
    scenario: scenario.scenario,
    scenarioText: scenario.text,
    estate: estate.estate,
    estateText: estate.text,
    estateFile: files.estateFile,
    runbooks,
    locate: scenario.locate,
    warnings: estate.warnings,
  }
}
