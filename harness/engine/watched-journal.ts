import { DrillError } from '../model/error.ts'
import type { JournalRecord } from '../model/record.ts'
import type { Journal } from './journal.ts'

/** Facts about undoing and ending: they come after whatever they tell of, and must not prevent it. */
const ofUndoing = /^(undo\.|change\.undone$|proof\.|run\.)/

/** What a disk says that takes no more. */
const diskErrors = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG', 'ENOENT', 'ESTALE'])

export interface Watcher {
  /** Told each record once it is written. */
  heard(record: JournalRecord): void
  /** Told once, when the disk takes no more. */
  failed(error: DrillError): void
}

/**
 * A journal that tells what was written. When the disk takes no more, nothing new may begin: what comes before a
 * change throws `journal-failed`. Undoing goes on all the same, untold: `recover` takes it for not done, and looks.
 */
export function watchedJournal(journal: Journal, { heard, failed }: Watcher): Journal {
  let failure: DrillError | undefined
  const attempt = (fact: Parameters<Journal['write']>[0]): JournalRecord | undefined => {
    try {
      return journal.write(fact)
    } catch (error) {
      if (!isOfDisk(error)) throw error
      const first = failure === undefined
      failure ??= error
      if (first) failed(error)
      if (!ofUndoing.test(fact.type)) throw error
      return undefined
    }
  }
  return {
    ...journal,
    write(fact) {
      if (failure && !ofUndoing.test(fact.type)) throw failure
      const record = attempt(fact)
      if (record) heard(record)
      return record ?? ({ seq: 0, atMs: 0, time: new Date().toISOString(), ...fact } as JournalRecord)
    },
  }
}

/** Not so for a journal that another process has gone on with: that one undoes then, and this one must not. */
function isOfDisk(error: unknown): error is DrillError {
  if (!(error instanceof DrillError) || error.code !== 'journal-failed') return false
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException
  return code !== undefined && diskErrors.has(code)
}
