import { LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../model/error.ts'

const tooDeep = { message: 'values are nested too deeply', expected: 'a few levels' }

/**
 * Everything that is wrong with the YAML of a text. This parser goes on behind a mistake, which takes it several times
 * as long: it is asked only about files that the quick one refuses.
 */
export function mistakesOf(file: string, text: string): Problem[] {
  const lines = new LineCounter()
  try {
    const { errors, warnings } = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      ...strictly,
      lineCounter: lines,
    })
    return [...errors, ...warnings].map((error) => {
      const { line, col } = lines.linePos(Math.min(error.pos[0], text.length))
      return { file, line: Math.max(line, 1), column: Math.max(col, 1), ...readable(error) }
    })
  } catch (error) {
    // A file nested very deeply exhausts the stack.
    if (error instanceof RangeError) return [{ file, line: 1, column: 1, ...tooDeep }]
    throw error
  }
}

const strictly = {
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const

function readable(error: { code: string; message: string }): { message: string; expected: string } {
  if (error.code === 'MULTIPLE_DOCS')
    return { message: 'a second YAML document begins here', expected: 'one document a file' }
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { message: `not plain YAML: ${firstLine(error.message)}`, expected: 'values without tags' }
  // The parser turns an exhausted stack into an error of the document.
  if (/call stack|stack overflow/i.test(error.message)) return tooDeep
  return { message: `not valid YAML: ${firstLine(error.message)}`, expected: 'YAML 1.2' }
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 160)
}
