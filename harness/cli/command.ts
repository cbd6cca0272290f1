import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs'
import type { ExitCode } from './exit.ts'
import type { Output } from './output.ts'

type Positionals = Readonly<Record<string, PositionalOptions>>
type Flags = Readonly<Record<string, Options>>

/** What a command file exports: its arguments and what it does. Files load whatever they need when they run. */
export interface Command {
  readonly positionals: Positionals
  readonly options: Flags
  run(args: never, output: Output): Promise<ExitCode>
}

interface Typed<P extends Positionals, O extends Flags> extends Command {
  readonly positionals: P
  readonly options: O
  run(args: InferredOptionTypes<P> & InferredOptionTypes<O>, output: Output): Promise<ExitCode>
}

/** Gives `run` the types that its arguments and options declare. */
export function command<const P extends Positionals, const O extends Flags>(of: Typed<P, O>): Command {
  return of
}
