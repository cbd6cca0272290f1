import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from '../../harness/engine/audit.ts'
import { judge } from '../../harness/engine/judge.ts'
import { oracles } from '../../harness/oracles/index.ts'
import { reports } from '../../reports/index.ts'
import type { Evidence } from '../../reports/report.ts'
import { plan } from '../oracles/synthetic-plan.ts'
import { run, type World } from '../oracles/synthetic-run.ts'

/** The evidence of a synthetic run, judged. */
export function evidence(world: World = {}): Evidence {
  const history = run(world)
  const of = { run: '20261125T101500-idp-down', plan, history, judgement: judge(history, plan, oracles) }
  return { ...of, audit: audit({ ...of, number: 1, followUps: [], signOffs: [] }) }
}

/** `node test/reports/render.ts FOLDER` writes every report of a clean run and of a broken one, to be looked at. */
if (import.meta.main) {
  const folder = process.argv[2] ?? '.'
  const broken: World = {
    outcome: (access, ms, clean) =>
      access === 'revoked-session' && clean === 'challenged'
        ? ms > 60_000
          ? 'granted'
          : clean
        : access === 'forged-token' && ms > 25_000 && ms < 70_000
          ? 'granted'
          : clean,
  }
  for (const [name, world] of Object.entries({ clean: {}, broken })) {
    mkdirSync(join(folder, name), { recursive: true })
    for (const report of reports)
      writeFileSync(join(folder, name, report.file), report.render(evidence(world)))
  }
}
