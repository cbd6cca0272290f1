import { plan } from '../../harness/engine/plan.ts'
import { DrillError } from '../../harness/model/error.ts'
import type { Plan } from '../../harness/model/plan.ts'
import {
  catalog,
  changed,
  estateText,
  readEstateText,
  readScenarioText,
  scenarioText,
} from '../readers/reading.ts'

export const everything = { name: 'any', offers: ['edges', 'freeze', 'kill-restart'] as const }

export async function planned(
  text = scenarioText,
  on = estateText,
  driver: Parameters<typeof plan>[2]['driver'] = everything,
): Promise<Plan> {
  const { estate: read } = await readEstateText(on)
  const { scenario, locate } = await readScenarioText(text)
  return plan(scenario, read, {
    catalog,
    driver,
    driverBecause: 'asked for',
    seed: 7,
    scenarioText: text,
    estateText: on,
    locate,
  })
}

/** `line:column: message` of what the plan refuses; the error's code where it names no place. */
export async function refused(...args: Parameters<typeof planned>): Promise<string[]> {
  const error = await planned(...args).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!(error instanceof DrillError)) throw error ?? new Error('the plan was accepted')
  return error.problems.length > 0
    ? error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
    : [`${error.code}: ${error.message}`]
}

export const faulted = (fault: string) => changed(scenarioText, 'unreachable: { service: idp }', fault)
