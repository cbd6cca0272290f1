import { audit } from '../engine/audit.ts'
import type { Dossier } from '../engine/dossier.ts'
import { loadPlan, saveJudgement, saveText } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import { judge } from '../engine/judge.ts'
import type { AuditRecord } from '../model/audit.ts'
import type { Judgement } from '../model/finding.ts'
import type { Oracle } from '../oracles/oracle.ts'

/** Judges a run's folder from what is saved in it, and writes findings.json. */
export function judgeDossier(dossier: Dossier, oracles: readonly Oracle[]): Judgement {
  const judgement = judge(readJournal(dossier.journalFile), loadPlan(dossier), oracles)
  saveJudgement(dossier, judgement)
  return judgement
}

/** Gathers the auditor's record of a run from what is saved in its folder, and writes audit.json. */
export function auditDossier(dossier: Dossier, judgement: Judgement): AuditRecord {
  const record = audit({
    ...{ run: dossier.run, number: null, plan: loadPlan(dossier), history: readJournal(dossier.journalFile) },
    ...{ judgement, followUps: [], signOffs: [] },
  })
  saveText(dossier, 'audit.json', `${JSON.stringify(record, null, 2)}\n`)
  return record
}

/** Writes every report of a run from what is saved in its folder; gives their paths. */
export async function reportDossier(dossier: Dossier, judgement: Judgement): Promise<string[]> {
  const { reports } = await import('../../reports/index.ts')
  const evidence = {
    run: dossier.run,
    plan: loadPlan(dossier),
    history: readJournal(dossier.journalFile),
    judgement,
    audit: auditDossier(dossier, judgement),
  }
  return reports.map((report) => saveText(dossier, report.file, report.render(evidence)))
}
