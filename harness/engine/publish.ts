import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DrillError } from '../model/error.ts'

/**
 * Puts a file in place that is never changed again: whole, on disk, readable by its owner. Gives false, and changes
 * nothing, when there is one of that name already. Throws `journal-failed` when the disk does not take it.
 */
export function publishOnce(file: string, bytes: Uint8Array): boolean {
  const folder = dirname(file)
  const part = join(folder, `.${basename(file)}.${randomUUID()}.part`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(part, bytes, { mode: 0o600, flush: true })
    // A link fails where a rename would replace, and the name never shows half of the bytes.
    linkSync(part, file)
    syncFolder(folder)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new DrillError('journal-failed', `cannot write ${file}`, {
      cause,
      next: 'check the disk, its free space, and that its file system knows hard links',
    })
  } finally {
    rmSync(part, { force: true })
  }
}

/** Makes the names in a folder last: a new file's name is on disk only when its folder is. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
