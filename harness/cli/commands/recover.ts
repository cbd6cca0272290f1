import { command } from '../command.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit.ts'
import type { Output } from '../output.ts'
import { forgetWatchdogs, type Recovery, recovered, stackNames } from '../recovery.ts'
import { drivers } from '../wiring.ts'

export const recover = command({
  positionals: {},
  options: { stack: { type: 'string', describe: 'Only this stack' } },
  async run({ stack }, output) {
    const all = await drivers()
    const done: Recovery[] = []
    for (const name of stack ? [stack] : stackNames())
      done.push(await recovered(all, name, (text) => output.note(text)))
    // Whatever a watchdog had to do that died before it could is done now.
    if (!stack && done.every(({ failure }) => failure === undefined)) forgetWatchdogs()
    show(done, output)
    return codeOf(done)
  },
})

function show(done: readonly Recovery[], output: Output): void {
  const json = done.map(({ stack, did, failure }) => ({
    ...{ stack, did },
    ...(failure === undefined ? {} : { failed: (failure as Error).message }),
  }))
  output.result(json, () =>
    done.length === 0
      ? 'nothing to recover'
      : done.map(({ stack, did }) => `${stack}: ${did.join(', ') || 'nothing to undo'}`).join('\n'),
  )
  for (const { stack, failure } of done) if (failure) output.complain(`${stack}: ${inWords(failure)}`)
}

function inWords(failure: unknown): string {
  const { message, next } = failure as Error & { next?: string }
  return next ? `${message}\n${next}` : message
}

function codeOf(done: readonly Recovery[]): ExitCode {
  const failure = done.find((one) => one.failure !== undefined)?.failure
  return failure === undefined ? exitCodes.passed : exitCodeOf(failure)
}
