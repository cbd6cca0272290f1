import { isAbsolute, relative } from 'node:path'
import { styleText } from 'node:util'
import { DrillError, type Problem } from '../model/error.ts'
import { workflowCommand } from './github.ts'

/** An error for people: every problem with its place, then what to do next; a stack only for faults of our own. */
export function errorText(error: unknown, verbose: boolean): string {
  const known = error instanceof DrillError ? error : undefined
  const own = known === undefined || known.code === 'internal'
  const message = error instanceof Error ? error.message : String(error)
  const lines =
    known && known.problems.length > 0 ? known.problems.map(problemText) : [headline(message, own)]
  if (known?.next) lines.push(printable(known.next))
  if (own && verbose && error instanceof Error) lines.push(error.stack ?? '')
  if (own && !verbose) lines.push('Run it again with --verbose to see where.')
  return lines.join('\n')
}

function headline(message: string, own: boolean): string {
  const label = styleText('red', 'error:', { stream: process.stderr })
  return `${label} ${own ? 'the harness itself failed: ' : ''}${printable(message)}`
}

/** `file:line:column: message (expected …)` */
export function problemText({ file, line, column, message, expected }: Problem): string {
  const place = [shown(file), line, column].filter((part) => part !== undefined).join(':')
  return printable(`${place}: ${message}${expected ? ` (expected ${expected})` : ''}`)
}

/** Annotations for GitHub Actions, which shows them at the line. */
export function annotations(error: unknown): string[] {
  if (!(error instanceof DrillError)) return []
  return error.problems.map((problem) => annotation('error', problem))
}

export function annotation(
  level: 'error' | 'warning',
  { file, line, column, message, expected }: Problem,
): string {
  const text = `${message}${expected ? ` (expected ${expected})` : ''}`
  return workflowCommand(level, { file: shown(file), line, col: column }, text)
}

/** Paths as the reader would type them. */
function shown(file: string): string {
  const near = relative(process.cwd(), file)
  return isAbsolute(file) && near !== '' && !near.startsWith('..') ? near : file
}

/** Text from a file may hold control characters: they must not reach the terminal as such. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** Text from a file for one line of a terminal. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
}
