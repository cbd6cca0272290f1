import { clearSwitch, stopFile, throwSwitch } from '../../engine/stop-switch.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'

export const stop = command({
  positionals: {},
  options: {
    reason: { type: 'string', default: 'no reason was given', describe: 'Said by the drills that stop' },
    clear: { type: 'boolean', default: false, describe: 'Let drills start again' },
  },
  async run({ reason, clear }, output) {
    if (clear) {
      const was = clearSwitch()
      output.result({ thrown: false, was }, () =>
        was ? 'drills may start again' : 'the kill switch was not thrown',
      )
      return exitCodes.passed
    }
    const order = throwSwitch(reason)
    output.result({ thrown: true, file: stopFile(), ...order }, () =>
      [
        'the kill switch is thrown: drills that run undo what they injected and end, and none starts',
        '`npx drill stop --clear` lets drills start again',
      ].join('\n'),
    )
    return exitCodes.passed
  },
})
