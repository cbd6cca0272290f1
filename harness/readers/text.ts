import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { DrillError, type Problem } from '../model/error.ts'

/**
 * Scenarios and estates are written by people: whatever is larger (bytes) is another kind of file, and one made
 * to be slow would keep the parser busy for many seconds.
 */
const largest = 256 * 1024

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  ELOOP: 'the file is a link to itself',
  ENAMETOOLONG: 'the name is too long for a file',
}

/** The text of a file. Throws `bad-input` when it is missing, no file, too big (bytes), empty or not UTF-8. */
export async function readText(file: string, most = largest, what = 'a YAML file'): Promise<string> {
  const bytes = readBytes(file, most, what)
  const text = decode(file, bytes)
  if (text.trim() === '') throw unreadable({ file, line: 1, column: 1, message: 'the file is empty' })
  return text
}

/** At once: waiting for a small file takes longer than reading it. */
function readBytes(file: string, most: number, what: string): Buffer {
  try {
    const found = statSync(file)
    // A pipe or device could block for ever or never end.
    if (!found.isFile())
      throw unreadable({
        file,
        message: found.isDirectory() ? 'this is a folder' : 'this is no regular file',
        expected: what,
      })
    if (found.size > most)
      throw unreadable({
        file,
        message: `the file is too big (${found.size} bytes)`,
        expected: `at most ${most} bytes`,
      })
    return readFileSync(file)
  } catch (cause) {
    if (cause instanceof DrillError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = reasons[code ?? ''] ?? `the file cannot be read (${code ?? message})`
    throw unreadable({ file, message: reason, expected: what })
  }
}

function decode(file: string, bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '')
  throw unreadable({
    file,
    ...firstBadByte(bytes),
    message: 'the file is not UTF-8',
    expected: 'text in UTF-8',
  })
}

/** Line and column (in characters) of the first byte that is no UTF-8. */
function firstBadByte(bytes: Buffer): { line: number; column: number } {
  // Decoding without `fatal` replaces what is wrong; what precedes the replacement is right.
  const lenient = bytes.toString('utf8')
  let at = lenient.indexOf('\uFFFD')
  // The replacement character itself may stand in the file, rightly.
  while (at >= 0 && bytes.subarray(Buffer.byteLength(lenient.slice(0, at))).indexOf('\uFFFD') === 0)
    at = lenient.indexOf('\uFFFD', at + 1)
  const lines = lenient.slice(0, Math.max(at, 0)).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

function unreadable(problem: Problem): DrillError {
  return new DrillError('bad-input', `${problem.file}: ${problem.message}`, { problems: [problem] })
}
