import { Argument, InvalidArgumentError, Option, type Command as Parser } from 'commander'
import type { Command, Flag, Positional, Values } from './command.ts'

type Declarations = Pick<Command, 'positionals' | 'options'>

/** Teaches the parser of one command its words and options. */
export function declare(parser: Parser, { positionals, options }: Declarations): void {
  for (const [name, positional] of Object.entries(positionals))
    parser.addArgument(argumentOf(name, positional))
  for (const [name, flag] of Object.entries(options)) parser.addOption(optionOf(name, flag))
}

/** What was given of them, by the names that they are declared with. */
export function valuesOf<D extends Declarations>(
  parser: Parser,
  { positionals, options }: D,
): Values<D['positionals']> & Values<D['options']> {
  const words = Object.entries(positionals).map(([name, positional], index) => [
    name,
    parser.processedArgs[index] ?? positional.default,
  ])
  const flags = Object.entries(options).map(([name, flag]) => {
    const key = optionOf(name, flag).attributeName()
    return [name, parser.getOptionValue(key) ?? flag.default]
  })
  return Object.fromEntries([...words, ...flags])
}

function argumentOf(name: string, { describe, choices, demandOption }: Positional): Argument {
  const argument = new Argument(demandOption ? `<${name}>` : `[${name}]`, describe)
  return choices ? argument.choices(choices) : argument
}

function optionOf(name: string, flag: Flag): Option {
  const { describe, type, choices, array, demandOption, defaultDescription } = flag
  const value = type === 'number' ? 'number' : 'value'
  const option = new Option(
    type === 'boolean' ? `--${name}` : `--${name} <${value}${array ? '...' : ''}>`,
    describe,
  )
  if (choices) option.choices(choices)
  if (type === 'number') option.argParser(numberOf)
  // What is off or empty unless it is given needs no mention.
  const shown = type !== 'boolean' && !Array.isArray(flag.default)
  if (shown && (flag.default !== undefined || defaultDescription))
    option.default(flag.default, defaultDescription)
  return option.makeOptionMandatory(demandOption === true)
}

function numberOf(word: string): number {
  const number = Number(word)
  if (word.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('It is not a number.')
  return number
}
