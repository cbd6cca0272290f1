import { DrillError } from '../model/error.ts'
import { nearest } from '../model/nearest.ts'
import { commands } from './commands.ts'

/** A wrong command line, with the command or option (`flags`) that was probably meant. */
export function usageError(message: string, words: readonly string[], flags: readonly string[]): DrillError {
  const names = commands.map(({ name }) => name)
  const command = words.find((word) => names.includes(word))
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ') ?? []
  const isFlag = (word: string) =>
    words.some((given) => given.startsWith('-') && given.replace(/^-+/, '').split('=')[0] === word)
  const hints = unknown.flatMap((word) => {
    const near = nearest(word, isFlag(word) ? flags : command ? [] : names)
    return near === undefined ? [] : [isFlag(word) ? `--${near}` : near]
  })
  const meant = hints.length > 0 ? `Did you mean ${[...new Set(hints)].join(', ')}? ` : ''
  const next = `${meant}\`drill ${command ? `${command} ` : ''}--help\` shows what there is.`
  const stray = command === undefined && !unknown.some(isFlag) ? unknown[0] : undefined
  // yargs calls a word that is no command an argument, and lists choices on lines of their own.
  const said = stray === undefined ? message.replace(/\s+/g, ' ') : `unknown command: ${stray}`
  return new DrillError('usage', `${said.charAt(0).toLowerCase()}${said.slice(1)}`, { next })
}
