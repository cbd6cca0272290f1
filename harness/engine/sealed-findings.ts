import { join } from 'node:path'
import { type SavedJudgement, savedJudgement } from '../model/finding-schema.ts'
import { readRegular } from '../model/regular-file.ts'
import { sha256 } from './digest.ts'
import type { LedgerEntry } from './ledger.ts'

export type SealedFindings = { readonly judgement: SavedJudgement } | { readonly missing: string }

const file = 'findings.json'

/** The findings of a run, if they are still what its result statement was made over; else why they are not. */
export function sealedFindings({ result }: LedgerEntry, folder: string | undefined): SealedFindings {
  const sealed = result?.statement.subject.find(({ name }) => name === file)?.digest.sha256
  if (sealed === undefined) return { missing: `its result does not speak of ${file}` }
  if (folder === undefined) return { missing: 'its folder was deleted' }
  try {
    const bytes = readRegular(join(folder, file))
    if (sha256(bytes) !== sealed) return { missing: `${file} is not what was sealed` }
    return { judgement: savedJudgement.parse(JSON.parse(bytes.toString('utf8'))) }
  } catch {
    return { missing: `${file} cannot be read` }
  }
}
