import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type Drilled, runDrill, shortScenario } from '../command-line.ts'
import { lanes } from './warm.ts'

/** The stack of this worker. */
export const lane = lanes[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % lanes.length] ?? 'lane-1'

export const env = () => ({ DRILL_HOME: inject('home') })

export const runsFolder = () => mkdtempSync(join(tmpdir(), 'drill-runs-'))

/** One drill on this worker's warm stack, with defects seeded for this drill alone. */
export function drillOnLane(defects: readonly string[] = [], scenario = shortScenario): Promise<Drilled> {
  const runs = runsFolder()
  return runDrill(
    [scenario, '--stack', lane, '--runs', runs, ...defects.flatMap((defect) => ['--defect', defect])],
    env(),
  )
}
