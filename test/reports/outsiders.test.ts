import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { controlMatrix } from '../../reports/control-matrix.ts'
import { ctrf } from '../../reports/ctrf.ts'
import { junit } from '../../reports/junit.ts'
import { oscalAssessmentPlan } from '../../reports/oscal-assessment-plan.ts'
import { oscalAssessmentResults } from '../../reports/oscal-assessment-results.ts'
import type { Report } from '../../reports/report.ts'
import { type Checkers, checkers, type Schema } from './outsiders/checkers.ts'
import { poisoned } from './poisoned.ts'
import { broken, clean, empty, taken, unproven } from './runs.ts'

const runs = { clean, broken, unproven, taken, empty, poisoned: poisoned(taken) }
type Run = keyof typeof runs
const names = Object.keys(runs) as Run[]

/** Without a network there is nothing to check with; a pipeline always has one, so there it is a failure. */
async function found(): Promise<Checkers | string> {
  try {
    return await checkers(AbortSignal.timeout(280_000))
  } catch (error) {
    if (process.env.CI) throw error
    return error instanceof Error ? error.message : String(error)
  }
}
const tools = await found()
const without =
  typeof tools === 'string' ? `NOT CHECKED, no outside checker could be had: ${tools}` : undefined
if (without) console.warn(without)

const folder = mkdtempSync(join(tmpdir(), 'drill-reports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(report: Report, run: Run): string {
  const file = join(folder, `${run}-${report.file}`)
  writeFileSync(file, report.render(runs[run]))
  return file
}

// Each checker is a program that starts anew: seconds, on a busy machine.
describe.skipIf(without !== undefined)('outsiders', { timeout: 120_000 }, () => {
  const { run, schema } = tools as Checkers
  const jsonSchema = (name: Schema, file: string) =>
    run('check-jsonschema', ['--schemafile', schema(name), file])
  const xsd = (file: string) => run('xmlschema-validate', ['--schema', schema('junit.xsd'), file])

  const documents: [string, Report, Schema][] = [
    ['NIST’s JSON Schema', oscalAssessmentPlan, 'oscal-plan.json'],
    ['NIST’s JSON Schema', oscalAssessmentResults, 'oscal-results.json'],
    ['the CTRF schema', ctrf, 'ctrf.json'],
  ]
  it.each(documents)('%s accepts $1.file of every run', async (_schema, report, name) => {
    const files = names.map((kind) => write(report, kind))
    await expect(run('check-jsonschema', ['--schemafile', schema(name), ...files])).resolves.toContain('ok')
  })

  it.each(documents)('%s refuses another document than $1.file', async (_schema, _report, name) => {
    await expect(jsonSchema(name, write(controlMatrix, 'clean'))).rejects.toThrow('validation errors')
  })

  it('Jenkins’ schema accepts junit.xml of every run, and nothing else', async () => {
    const said = await Promise.all(names.map((kind) => xsd(write(junit, kind))))
    for (const each of said) expect(each).toContain('is valid')
    const other = join(folder, 'other.xml')
    writeFileSync(other, junit.render(clean).replace('<testsuites', '<testsuites skipped="0"'))
    await expect(xsd(other)).rejects.toThrow('is not valid')
  })

  it('compliance-trestle accepts plan and results of every run, and refuses what is no UUID', async () => {
    const room = join(folder, 'trestle')
    mkdirSync(room)
    await run('trestle', ['init', '--local'], room)
    const put = (kind: string, name: string, text: string) => {
      const into = join(room, `${kind}s`, name)
      mkdirSync(into, { recursive: true })
      writeFileSync(join(into, `${kind}.json`), text)
    }
    for (const name of names) {
      put('assessment-plan', name, oscalAssessmentPlan.render(runs[name]))
      put('assessment-results', name, oscalAssessmentResults.render(runs[name]))
    }
    await expect(run('trestle', ['validate', '--all'], room)).resolves.toContain('VALID')
    put('assessment-plan', 'bad', oscalAssessmentPlan.render(clean).replace(/"uuid": "[^"]*"/, '"uuid": "1"'))
    await expect(run('trestle', ['validate', '--all'], room)).rejects.toThrow()
  })
})
