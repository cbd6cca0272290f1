import { readEstate } from '../../readers/estate.ts'
import { chooseDriver } from '../choose-driver.ts'
import { command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { ensureFor } from '../prerequisites.ts'
import { defectsOf, partiesOf, stackOptions } from '../shared-options.ts'
import { endedBySignal, supervise } from '../signals.ts'
import { attachWarm, bringUp, warmName } from '../stack-session.ts'
import { drivers } from '../wiring.ts'

export const up = command({
  positionals: {},
  options: { ...stackOptions, stack: { type: 'string', default: warmName, describe: 'Name of the stack' } },
  async run({ estate: file, driver, defect, stack: name }, output) {
    const { estate } = await readEstate(file)
    const defects = defectsOf(defect, partiesOf(estate))
    const all = await drivers()
    const there = await attachWarm(all, name)
    if (there) {
      output.result(
        { stack: name, driver: there.driver.name, already: true },
        () => `the stack ${name} is up already`,
      )
      return exitCodes.passed
    }
    const supervision = supervise((text) => output.complain(text))
    try {
      const chosen = await chooseDriver(all, driver)
      output.note(`driver ${chosen.driver.name}: ${chosen.because}`)
      await ensureFor(
        chosen.driver.name,
        { estate, estateFile: file },
        ({ text }) => output.note(text),
        supervision.signal,
      )
      const progress = (part: string, what: string) => output.note(`${part}: ${what}`)
      const { stack } = await bringUp(
        chosen,
        { name, estateFile: file, defects, progress },
        supervision.signal,
        true,
      )
      output.result(
        { stack: name, driver: stack.driver, dir: stack.dir },
        () => `the stack ${name} is up (${stack.driver})`,
      )
      return exitCodes.passed
    } catch (error) {
      return endedBySignal(supervision, error) as ExitCode
    } finally {
      supervision.end()
    }
  },
})
