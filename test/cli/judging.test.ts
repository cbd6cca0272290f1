import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reportDossier } from '../../harness/cli/judging.ts'
import { judge } from '../../harness/engine/judge.ts'
import type { AuditRecord } from '../../harness/model/audit.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { runsFolder } from '../engine/made-ledger.ts'
import { sealedRun } from '../engine/sealed.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { run, type World } from '../oracles/synthetic-run.ts'

const lax: World = {
  outcome: (access, ms, clean) => (access === 'revoked-session' && ms > 60_000 ? 'granted' : clean),
}
const decided = (finding: string, owner: string) =>
  `- { finding: ${finding}, kind: remediation, owner: ${owner}, until: 2027-01-15, text: it is mended }\n`

test('what had been decided lies in the run’s folder; what was decided since is given', async () => {
  const judgement = judge(run(lax), plan, oracles)
  const [code = ''] = judgement.findings
    .find(({ oracle }) => oracle === 'revocation')
    ?.reasons.flatMap((reason) => (reason.verdict === 'failed' ? [reason.code] : [])) ?? ['']
  const { dossier } = await sealedRun(runsFolder(), {
    world: lax,
    before: ({ dir }) =>
      writeFileSync(join(dir, 'follow-ups.yaml'), decided(`revocation/${code}`, 'iam-team')),
  })
  const saved = JSON.parse(readFileSync(join(dossier.dir, 'audit.json'), 'utf8')) as AuditRecord
  expect(saved.followUps.map(({ owner }) => owner)).toEqual(['iam-team'])
  expect(saved.open).not.toContain(`revocation/${code}`)

  const since = join(runsFolder(), 'since.yaml')
  writeFileSync(since, decided('revocation/something-else', 'nobody'))
  const made: Record<string, string> = {}
  const save = (file: string, text: string) => {
    made[file] = text
    return file
  }
  await reportDossier(dossier, judgement, { save }, { followUps: since })
  const later = JSON.parse(made['audit.json'] ?? '') as AuditRecord
  expect(later.followUps).toEqual([])
  expect(later.open).toContain(`revocation/${code}`)
  await expect(reportDossier(dossier, judgement, { save }, { followUps: `${since}.none` })).rejects.toThrow(
    'no such file',
  )
})
