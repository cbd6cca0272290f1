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
 * Reads a file line by line, so that a long one is never in memory as a whole. The bytes are good until the next line:
 * one buffer is filled again and again, as what a million lines leave behind is not let go at once.
 * Throws for what is no regular file, and for a line that is none.
 */
export function* linesOf(file: string): Generator<StoredLine> {
  const fd = openRegular(file)
  try {
    let buffer: Buffer = Buffer.allocUnsafe(2 * chunkBytes)
    let held = 0
    for (let read = fill(fd, buffer, held); read > 0; read = fill(fd, buffer, held)) {
      const text = buffer.subarray(0, held + read)
      let from = 0
      for (let to = text.indexOf(lineEnd, held); to >= 0; to = text.indexOf(lineEnd, from)) {
        yield { bytes: text.subarray(from, to), ended: true }
        from = to + 1
      }
      held = text.copy(buffer, 0, from)
      if (held > longest) throw new Error(`a line is longer than ${longest} bytes`)
      if (held + chunkBytes > buffer.length) buffer = grown(buffer, held)
    }
    if (held > 0) yield { bytes: buffer.subarray(0, held), ended: false }
  } finally {
    closeSync(fd)
  }
}

const fill = (fd: number, buffer: Buffer, from: number) => readSync(fd, buffer, from, chunkBytes, null)

/** For a line that is longer than what fits. */
function grown(buffer: Buffer, held: number): Buffer {
  const larger = Buffer.allocUnsafe(2 * buffer.length)
  buffer.copy(larger, 0, 0, held)
  return larger
}
