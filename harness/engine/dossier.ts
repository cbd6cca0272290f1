import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { DrillError } from '../model/error.ts'
import { fitting, readJson } from '../model/json-file.ts'
import type { Plan } from '../model/plan.ts'
import { planSchema } from '../model/plan-schema.ts'
import type { Stack } from '../stacks/stack.ts'
import { refuseLinks } from './inside.ts'
import type { Redactor } from './redact.ts'

/** The folder of one run: plan.json, journal.jsonl, findings.json, the reports, logs/. Files are 0600. */
export interface Dossier {
  readonly run: string
  readonly dir: string
  readonly journalFile: string
}

export function createDossier(runsDir: string, scenario: string, now = new Date()): Dossier {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15)
  for (let count = 0; ; count += 1) {
    const run = `${stamp}-${scenario}${count === 0 ? '' : `-${count}`}`
    const dir = join(runsDir, run)
    mkdirSync(runsDir, { recursive: true })
    try {
      mkdirSync(dir, { mode: 0o700 })
      return { run, dir, journalFile: join(dir, 'journal.jsonl') }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

export function openDossier(dir: string): Dossier {
  if (!existsSync(join(dir, 'plan.json')))
    throw new DrillError('bad-input', `${dir} is not the folder of a run`, {
      problems: [{ file: dir, message: 'no plan.json in it', expected: 'a folder such as runs/<id>' }],
    })
  return { run: dir.split('/').filter(Boolean).at(-1) ?? dir, dir, journalFile: join(dir, 'journal.jsonl') }
}

export function savePlan({ dir }: Dossier, plan: Plan): void {
  writeFileAtomic.sync(join(dir, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 })
}

export function loadPlan({ dir }: Dossier): Plan {
  const file = join(dir, 'plan.json')
  const expected = 'the plan.json of a run'
  return fitting(planSchema, readJson(file, expected).value, file, expected)
}

/** Writes a file of a run. Throws `bad-input` when a link would lead it out of the run's folder. */
export function saveText({ dir }: Dossier, file: string, text: string): string {
  const path = join(dir, file)
  refuseLinks(dir, file)
  writeFileAtomic.sync(path, text, { mode: 0o600 })
  return path
}

/** Copies every service's logs into the run, through the redactor. */
export function saveLogs({ dir }: Pick<Dossier, 'dir'>, stack: Stack, redact: Redactor): void {
  const logs = join(dir, 'logs')
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  for (const service of Object.keys(stack.estate.services)) {
    const file = join(logs, `${service}.log`)
    writeFileSync(file, '', { mode: 0o600 })
    for (const source of stack.logFiles(service))
      if (existsSync(source)) appendFileSync(file, redact.text(readFileSync(source, 'utf8')))
  }
}

/** Copies scenario and estate as they were read, so that the run's folder stands alone. */
export function saveInputs({ dir }: Dossier, scenarioFile: string, estateFile: string): void {
  copyFileSync(scenarioFile, join(dir, 'scenario.yaml'))
  copyFileSync(estateFile, join(dir, 'estate.yaml'))
}

/** Keeps the runbooks that the plan follows, in the very words that its digests speak of. */
export function saveRunbooks(
  dossier: Dossier,
  { runbooks = [] }: Plan,
  read: readonly { readonly runbook: { readonly runbook: string }; readonly text: string }[],
): void {
  for (const { name } of runbooks) {
    const text = read.find(({ runbook }) => runbook.runbook === name)?.text
    if (text === undefined) continue
    mkdirSync(join(dossier.dir, 'runbooks'), { recursive: true, mode: 0o700 })
    saveText(dossier, join('runbooks', `${name}.yaml`), text)
  }
}
