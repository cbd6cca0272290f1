import { createHash, hash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { openRegular } from '../model/regular-file.ts'

const chunkBytes = 1 << 20

/** SHA-256 of stored bytes, in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/** SHA-256 of a regular file, in hex; a long one is never in memory as a whole. */
export function sha256OfFile(file: string): string {
  const sum = createHash('sha256')
  const fd = openRegular(file)
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk))
      sum.update(chunk.subarray(0, read))
  } finally {
    closeSync(fd)
  }
  return sum.digest('hex')
}
