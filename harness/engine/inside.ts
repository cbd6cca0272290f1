import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'

/**
 * Throws `bad-input` when a link, at the name itself or at a folder on the way to it, would lead what is written to
 * `name` out of the folder `dir`: who packed the folder may not be who writes into it.
 */
export function refuseLinks(dir: string, name: string): void {
  let path = dir
  for (const step of name.split('/')) {
    path = join(path, step)
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) continue
    throw new DrillError('bad-input', `${path} is a link, and nothing is written through it`, {
      problems: [{ file: path, message: 'this is a link', expected: 'a regular file, or none' }],
    })
  }
}
