import type { CommanderError } from 'commander'
import { DrillError } from '../model/error.ts'
import { commands } from './commands.ts'

/** A wrong command line, with the command or option that was probably meant. */
export function usageError({ code, message }: CommanderError, words: readonly string[]): DrillError {
  const [said = '', meant = ''] = message.replace(/^error: /, '').split('\n')
  const command = commands.find(({ name }) => words.includes(name))
  const help = `\`drill ${command ? `${command.name} ` : ''}--help\` shows what there is.`
  const hint = /\((.*)\)/.exec(meant)?.[1]
  return new DrillError('usage', code === 'commander.help' ? 'no command is given' : said, {
    next: hint ? `${hint} ${help}` : help,
  })
}
