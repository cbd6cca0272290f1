import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { type Dossier, saveText } from '../engine/dossier.ts'
import { statementFile } from '../engine/stored-statement.ts'
import { DrillError } from '../model/error.ts'
import { readRegular } from '../model/regular-file.ts'

/** Where documents of a run are written. */
export interface Place {
  /** Gives the path of the file. */
  save(file: string, text: string): string
}

export const inDossier = (dossier: Dossier): Place => ({
  save: (file, text) => saveText(dossier, file, text),
})

/** Whether the run's folder is final. */
export function isSealed({ dir }: Dossier): boolean {
  return statementFile(dir, 'result') !== undefined
}

interface Remaking {
  /** Folder for what is made again; the run's own unless given. */
  readonly to?: string | undefined
  /** Told each document that came out other than it was sealed. */
  readonly differs: (file: string) => void
}

/**
 * Where documents of a run are made again. The folder of a sealed run is final: nothing is written into it, and what
 * would have come out otherwise is told. Throws `refused` for a folder inside of it.
 */
export function placeFor(dossier: Dossier, { to, differs }: Remaking): Place {
  const sealed = isSealed(dossier)
  if (!sealed && to === undefined) return inDossier(dossier)
  const folder = resolve(to ?? dossier.dir)
  if (to !== undefined && `${folder}${sep}`.startsWith(`${resolve(dossier.dir)}${sep}`))
    throw new DrillError('refused', `${to} is inside of the run's own folder, which is final`)
  if (to !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    save(file, text) {
      const own = join(dossier.dir, file)
      if (sealed && !(existsSync(own) && readRegular(own).toString('utf8') === text)) differs(file)
      const path = join(folder, file)
      if (to !== undefined) writeFileAtomic.sync(path, text, { mode: 0o600 })
      return path
    },
  }
}
