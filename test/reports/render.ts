import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reports } from '../../reports/index.ts'
import { broken, clean, surviving, taken, unproven } from './runs.ts'

/** `node test/reports/render.ts FOLDER` writes every report of some synthetic runs, to be looked at. */
const folder = process.argv[2] ?? '.'
for (const [name, evidence] of Object.entries({ clean, broken, surviving, taken, unproven })) {
  mkdirSync(join(folder, name), { recursive: true })
  for (const report of reports) writeFileSync(join(folder, name, report.file), report.render(evidence))
}
