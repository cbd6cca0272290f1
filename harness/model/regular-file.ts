import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** More than any file that is read as a whole can rightly have (bytes). */
const largest = 64 << 20

/** Opens a file to be read. Throws for what is no regular file: a pipe or device could block for ever, or never end. */
export function openRegular(file: string): number {
  // Without this flag, opening a pipe waits for somebody who writes to it.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new Error(`${file} is no regular file`)
}

/** The bytes of a regular file. Throws for anything else, and when it is too big (bytes). */
export function readRegular(file: string, most = largest): Buffer {
  const fd = openRegular(file)
  try {
    const { size } = fstatSync(fd)
    if (size > most) throw new Error(`${file} is too big (${size} bytes)`)
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
