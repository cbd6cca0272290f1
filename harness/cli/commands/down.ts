import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { endStack } from '../recovery.ts'
import { warmName } from '../stack-session.ts'
import { refuseLive } from '../unsettled.ts'
import { drivers } from '../wiring.ts'

export const down = command({
  positionals: {},
  options: { stack: { type: 'string', default: warmName, describe: 'Name of the stack' } },
  async run({ stack: name }, output) {
    refuseLive(name)
    await endStack(await drivers(), name)
    output.result({ stack: name }, () => `the stack ${name} is down`)
    return exitCodes.passed
  },
})
