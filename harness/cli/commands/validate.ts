import { promised } from '../../engine/plan/promised.ts'
import { DrillError } from '../../model/error.ts'
import { capabilities } from '../../stacks/stack.ts'
import { command } from '../command.ts'
import { annotation, problemText } from '../complaints.ts'
import { exitCodes } from '../exit.ts'
import { type Inputs, readInputs, referenceEstate } from '../inputs.ts'
import type { Output } from '../output.ts'
import { plugIns } from '../plug-ins.ts'
import { scenarioFileOf } from '../scenario-file.ts'

/** A driver that can do everything: which one runs here is no question of the files. */
const anyDriver = { name: 'any', offers: capabilities }

export const validate = command({
  positionals: {
    scenario: {
      type: 'string',
      demandOption: true,
      describe: 'Scenario file, or name of one that ships with the harness',
    },
  },
  options: {
    estate: {
      type: 'string',
      default: referenceEstate,
      defaultDescription: 'the reference estate',
      describe: 'Estate file',
    },
  },
  async run({ scenario, estate }, output) {
    try {
      const inputs = await checked(scenarioFileOf(scenario), estate)
      warn(inputs, output)
      const { warnings } = inputs
      output.result(
        { valid: true, scenario: inputs.scenario.scenario, estate: inputs.estate.estate, warnings },
        () => `${inputs.scenario.scenario} on ${inputs.estate.estate}: valid`,
      )
      return exitCodes.passed
    } catch (error) {
      // Programs get the problems as data too; people read them on stderr.
      if (output.json && error instanceof DrillError)
        output.result({ valid: false, problems: error.problems }, () => '')
      throw error
    }
  },
})

async function checked(scenarioFile: string, estateFile: string): Promise<Inputs> {
  const inputs = await readInputs({ scenarioFile, estateFile }, plugIns)
  promised(inputs.scenario, inputs.estate, { ...inputs, catalog: plugIns, driver: anyDriver })
  return inputs
}

/** Gaps of the estate, at their lines. */
export function warn({ warnings }: Inputs, output: Output): void {
  for (const warning of warnings) {
    output.note(`warning: ${problemText(warning)}`)
    if (process.env.GITHUB_ACTIONS) output.complain(annotation('warning', warning))
  }
}
