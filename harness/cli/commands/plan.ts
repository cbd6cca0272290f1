import { sha256 } from '../../engine/digest.ts'
import { savedPlan } from '../../engine/saved-plan.ts'
import { DrillError } from '../../model/error.ts'
import { chooseDriver } from '../choose-driver.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { readInputs, referenceEstate } from '../inputs.ts'
import { writeNew } from '../new-file.ts'
import { planText } from '../plan-text.ts'
import { scenarioFileOf } from '../scenario-file.ts'
import { catalog, drivers } from '../wiring.ts'
import { warn } from './validate.ts'

export const plan = command({
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
    driver: { type: 'string', default: 'auto', describe: 'Stack driver: containers, processes or auto' },
    seed: { type: 'number', default: 1, describe: 'Seed of everything random in the run' },
    save: { type: 'string', describe: 'Save the plan in this new file, to be approved' },
  },
  async run({ scenario, estate, driver, seed, save }, output) {
    const [whole, { plan: planOf }] = await Promise.all([catalog(), import('../../engine/plan.ts')])
    const inputs = await readInputs({ scenarioFile: scenarioFileOf(scenario), estateFile: estate }, whole)
    warn(inputs, output)
    const chosen = await driverFor(driver)
    const planned = planOf(inputs.scenario, inputs.estate, {
      ...inputs,
      catalog: whole,
      driver: chosen.driver,
      driverBecause: chosen.because,
      seed,
    })
    if (save !== undefined) {
      const { text } = savedPlan(planned)
      writeNew(save, text)
      output.note(`${save}: SHA-256 ${sha256(text)}`)
    }
    output.result(planned, () => planText(planned))
    return exitCodes.passed
  },
})

/** A plan is worth reading where no drill can run yet: it then says what is missing. */
async function driverFor(wanted: string): ReturnType<typeof chooseDriver> {
  const all = await drivers()
  try {
    return await chooseDriver(all, wanted)
  } catch (error) {
    const last = all.at(-1)
    if (wanted !== 'auto' || !last || !(error instanceof DrillError) || error.code !== 'refused') throw error
    return { driver: last, because: error.message }
  }
}
