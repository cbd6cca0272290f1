import { closeSync, readSync } from 'node:fs'
import { openRegular } from '../model/regular-file.ts'

const chunkBytes = 1 << 20
const lineEnd = 0x0a

/** No record is nearly as long (bytes): what is longer is another kind of file. */
const longest = 16 << 20

/** A line's stored bytes without its end; `ended` is false for a tail that has none. */
export interface StoredLine {
  readonly bytes: Buffer
  readonly ended: boolean
}

/**
 * Reads a file line by line, so that a long one is never in memory as a whole. The bytes are good until the next line.
 * Throws for what is no regular file, and for a line that is none.
 */
export function* linesOf(file: string): Generator<StoredLine> {
  const fd = openRegular(file)
  try {
    let held: Buffer = Buffer.alloc(0)
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      const text =
        held.length === 0 ? chunk.subarray(0, read) : Buffer.concat([held, chunk.subarray(0, read)])
      let from = 0
      for (let to = text.indexOf(lineEnd); to >= 0; to = text.indexOf(lineEnd, from)) {
        yield { bytes: text.subarray(from, to), ended: true }
        from = to + 1
      }
      held = Buffer.from(text.subarray(from))
      if (held.length > longest) throw new Error(`a line is longer than ${longest} bytes`)
    }
    if (held.length > 0) yield { bytes: held, ended: false }
  } finally {
    closeSync(fd)
  }
}
