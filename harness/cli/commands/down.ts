import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { warmName } from '../stack-session.ts'
import { drivers } from '../wiring.ts'

export const down = command({
  positionals: {},
  options: { stack: { type: 'string', default: warmName, describe: 'Name of the stack' } },
  async run({ stack: name }, output) {
    for (const driver of await drivers()) if (!(await driver.unavailable())) await driver.sweep(name)
    output.result({ stack: name }, () => `the stack ${name} is down`)
    return exitCodes.passed
  },
})
