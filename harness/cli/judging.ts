import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from '../engine/audit.ts'
import { type Dossier, loadPlan } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import { judge } from '../engine/judge.ts'
import { readStatement, statementFile } from '../engine/stored-statement.ts'
import type { AuditRecord, SignOff } from '../model/audit.ts'
import type { Judgement } from '../model/finding.ts'
import type { History } from '../model/record.ts'
import { drillStarted } from '../model/statement-schema.ts'
import type { Oracle } from '../oracles/oracle.ts'
import { readFollowUps } from '../readers/follow-ups.ts'
import { inDossier, type Place } from './place.ts'

/** What had been decided about findings when the run began, in its folder. */
export const followUpsFile = 'follow-ups.yaml'

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const read = new WeakMap<Dossier, { readonly state: string; readonly history: History }>()

/** The journal of a run. Who judges goes on to report: what may be a million records is read once, unless it grows. */
function historyOf(dossier: Dossier): History {
  const { size, mtimeMs } = statSync(dossier.journalFile, { throwIfNoEntry: false }) ?? {}
  const state = `${size} ${mtimeMs}`
  const known = read.get(dossier)
  if (known?.state === state) return known.history
  const history = readJournal(dossier.journalFile)
  read.set(dossier, { state, history })
  return history
}

/** Judges a run's folder from what is saved in it, and writes findings.json. */
export function judgeDossier(
  dossier: Dossier,
  oracles: readonly Oracle[],
  place: Place = inDossier(dossier),
): Judgement {
  const judgement = judge(historyOf(dossier), loadPlan(dossier), oracles)
  place.save('findings.json', json(judgement))
  return judgement
}

/** What came after the run's end. */
interface Since {
  /** File with what was decided; without it, what had been decided when the run began. */
  readonly followUps?: string | undefined
  /** Signatures that were verified. */
  readonly signOffs?: readonly SignOff[]
}

/** Gathers the auditor's record of a run from what is saved in its folder, and writes audit.json. */
async function auditDossier(
  dossier: Dossier,
  judgement: Judgement,
  place: Place,
  { followUps, signOffs = [] }: Since,
): Promise<AuditRecord> {
  const own = join(dossier.dir, followUpsFile)
  const decided = followUps ?? (existsSync(own) ? own : undefined)
  const started = statementFile(dossier.dir, 'started')
  const record = audit({
    run: dossier.run,
    number: started === undefined ? null : readStatement(started, drillStarted).statement.predicate.number,
    ...{ plan: loadPlan(dossier), history: historyOf(dossier) },
    followUps: decided === undefined ? [] : await readFollowUps(decided),
    ...{ judgement, signOffs },
  })
  place.save('audit.json', json(record))
  return record
}

/** Writes every report of a run from what is saved in its folder; gives their paths. */
export async function reportDossier(
  dossier: Dossier,
  judgement: Judgement,
  place: Place = inDossier(dossier),
  since: Since = {},
): Promise<string[]> {
  const { reports } = await import('../../reports/index.ts')
  const evidence = {
    run: dossier.run,
    plan: loadPlan(dossier),
    history: historyOf(dossier),
    judgement,
    audit: await auditDossier(dossier, judgement, place, since),
  }
  return reports.map((report) => place.save(report.file, report.render(evidence)))
}
