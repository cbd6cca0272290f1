import { audit } from '../engine/audit.ts'
import { type Dossier, loadPlan } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import { judge } from '../engine/judge.ts'
import { readStatement, statementFile } from '../engine/stored-statement.ts'
import type { AuditRecord } from '../model/audit.ts'
import type { Judgement } from '../model/finding.ts'
import { drillStarted } from '../model/statement-schema.ts'
import type { Oracle } from '../oracles/oracle.ts'
import { inDossier, type Place } from './place.ts'

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Judges a run's folder from what is saved in it, and writes findings.json. */
export function judgeDossier(
  dossier: Dossier,
  oracles: readonly Oracle[],
  place: Place = inDossier(dossier),
): Judgement {
  const judgement = judge(readJournal(dossier.journalFile), loadPlan(dossier), oracles)
  place.save('findings.json', json(judgement))
  return judgement
}

/** Gathers the auditor's record of a run from what is saved in its folder, and writes audit.json. */
function auditDossier(dossier: Dossier, judgement: Judgement, place: Place): AuditRecord {
  const started = statementFile(dossier.dir, 'started')
  const record = audit({
    run: dossier.run,
    number: started === undefined ? null : readStatement(started, drillStarted).statement.predicate.number,
    ...{ plan: loadPlan(dossier), history: readJournal(dossier.journalFile) },
    ...{ judgement, followUps: [], signOffs: [] },
  })
  place.save('audit.json', json(record))
  return record
}

/** Writes every report of a run from what is saved in its folder; gives their paths. */
export async function reportDossier(
  dossier: Dossier,
  judgement: Judgement,
  place: Place = inDossier(dossier),
): Promise<string[]> {
  const { reports } = await import('../../reports/index.ts')
  const evidence = {
    run: dossier.run,
    plan: loadPlan(dossier),
    history: readJournal(dossier.journalFile),
    judgement,
    audit: auditDossier(dossier, judgement, place),
  }
  return reports.map((report) => place.save(report.file, report.render(evidence)))
}
