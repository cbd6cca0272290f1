import { isUtf8 } from 'node:buffer'
import type * as z from 'zod'
import { DrillError } from './error.ts'
import { readRegular } from './regular-file.ts'

/**
 * Reads a file that a program wrote as JSON. `expected` says what it should be. Throws `bad-input` when it is missing,
 * no regular file, too big, not UTF-8 or not JSON.
 */
export function readJson(file: string, expected: string): { readonly text: string; readonly value: unknown } {
  let bytes: Buffer
  try {
    bytes = readRegular(file)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code ?? message})`
    throw unfit(file, why, expected, cause)
  }
  if (!isUtf8(bytes)) throw unfit(file, 'the file is not UTF-8', expected)
  const text = bytes.toString('utf8')
  try {
    return { text, value: JSON.parse(text) }
  } catch (cause) {
    throw unfit(file, 'not JSON', expected, cause)
  }
}

/** The value itself when its schema takes it. Throws `bad-input` that names the first thing that is wrong. */
export function fitting<T>(schema: z.ZodType<T>, value: unknown, file: string, expected: string): T {
  const issue = schema.safeParse(value, { jitless: true }).error?.issues[0]
  if (!issue) return value as T
  const at = issue.path.map(String).join('.')
  const why = issue.message.replace(/^Invalid input: /, '').replace('received undefined', 'and there is none')
  throw unfit(file, at === '' ? why : `${at}: ${why}`, expected)
}

/** JSON.parse says where it stopped, most of the time. */
const stopped = /\(line (\d+) column (\d+)\)/

function unfit(file: string, message: string, expected: string, cause?: unknown): DrillError {
  const [, line, column] = stopped.exec(cause instanceof SyntaxError ? cause.message : '') ?? []
  const place = line && column ? { line: Number(line), column: Number(column) } : {}
  return new DrillError('bad-input', `${file}: ${message}`, {
    cause,
    problems: [{ file, ...place, message, expected }],
  })
}
