import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, failed, ok, unproven } from '../../model/check.ts'
import { readRegular } from '../../model/regular-file.ts'
import type { Verdict } from '../../model/words.ts'
import type { Oracle } from '../../oracles/oracle.ts'
import { loadPlan, openDossier } from '../dossier.ts'
import { readJournal } from '../journal.ts'
import { judge } from '../judge.ts'

interface Judged {
  readonly verdict: Verdict
  /** Version of the harness that judged, and of this one. */
  readonly by: string
  readonly here: string
}

/** A fresh judge of journal and plan comes to the findings that were sealed. */
export function checkVerdict(
  dir: string,
  { verdict, by, here }: Judged,
  oracles: readonly Oracle[],
): Check[] {
  try {
    const dossier = openDossier(dir)
    if (!existsSync(dossier.journalFile))
      return verdict === 'errored' || verdict === 'aborted'
        ? [ok('verdict', `${verdict}: the run ended before it began`)]
        : [failed('verdict', `${verdict}, without a journal to judge`)]
    const judgement = judge(readJournal(dossier.journalFile), loadPlan(dossier), oracles)
    const sealed = readRegular(join(dir, 'findings.json')).toString('utf8')
    const same = judgement.verdict === verdict && sealed === `${JSON.stringify(judgement, null, 2)}\n`
    if (same) return [ok('verdict', `${verdict}, as a fresh judge of journal and plan finds`)]
    const differs =
      judgement.verdict === verdict ? 'other findings' : `${judgement.verdict}, where ${verdict} was sealed`
    return by === here
      ? [failed('verdict', `a fresh judge finds ${differs}`)]
      : [unproven('verdict', `this harness (${here}) finds ${differs}; use ${by}, which judged it`)]
  } catch (error) {
    return [failed('verdict', `it cannot be judged again: ${(error as Error).message}`)]
  }
}
