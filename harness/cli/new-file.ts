import { writeFileSync } from 'node:fs'
import { DrillError } from '../model/error.ts'

/** Writes a file that is not there yet. Throws `refused` for one that is, and says with which option to name another. */
export function writeNew(file: string, content: string | Uint8Array, option = '--save'): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o644, flush: true })
  } catch (cause) {
    const there = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new DrillError('refused', `${file} ${there ? 'is there already' : 'cannot be written'}`, {
      cause,
      next: `Name another file with ${option}.`,
    })
  }
}
