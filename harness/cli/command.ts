import type { ExitCode } from './exit.ts'
import type { Output } from './output.ts'

/** A word or an option of a command line. Without `type` and `choices` it is text. */
interface Declared {
  readonly describe: string
  readonly type?: 'string' | 'number' | 'boolean'
  readonly choices?: readonly string[]
  readonly demandOption?: true
  readonly default?: string | number | boolean | readonly string[]
  /** Said in place of the default. */
  readonly defaultDescription?: string
}

export type Positional = Declared
export interface Flag extends Declared {
  /** May be given several times. */
  readonly array?: true
}

type Positionals = Readonly<Record<string, Positional>>
type Flags = Readonly<Record<string, Flag>>

type One<V> = V extends { choices: readonly (infer Choice)[] }
  ? Choice
  : V extends { type: 'boolean' }
    ? boolean
    : V extends { type: 'number' }
      ? number
      : string
type All<V> = V extends { array: true } ? One<V>[] : One<V>
type Given<V> = V extends { demandOption: true } | { default: unknown } ? All<V> : All<V> | undefined
export type Values<D> = { [Name in keyof D]: Given<D[Name]> }

/** What a command file exports: its arguments and what it does. Files load whatever they need when they run. */
export interface Command {
  readonly positionals: Positionals
  readonly options: Flags
  run(args: never, output: Output): Promise<ExitCode>
}

interface Typed<P extends Positionals, F extends Flags> extends Command {
  readonly positionals: P
  readonly options: F
  run(args: Values<P> & Values<F>, output: Output): Promise<ExitCode>
}

/** Gives `run` the types that its arguments and options declare. */
export function command<const P extends Positionals, const F extends Flags>(of: Typed<P, F>): Command {
  return of
}
