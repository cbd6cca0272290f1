import { createHash } from 'node:crypto'
import { type Runbook, runbook } from '../model/runbook.ts'
import { complaintsOf, once } from './issues.ts'
import { located, reject } from './reject.ts'
import { checkRunbook, type Surroundings } from './runbook-steps.ts'
import { readYaml } from './yaml.ts'

export interface RunbookFile {
  readonly file: string
  readonly text: string
  readonly runbook: Runbook
  /** SHA-256 of the file's bytes: `sha256:…`. */
  readonly digest: string
}

/** Reads a runbook. Throws `bad-input` with every problem of the file at once, each with line, column and what was expected. */
export async function readRunbook(file: string, around: Surroundings): Promise<RunbookFile> {
  const { text, value, complaints, locate } = await readYaml(file)
  const found = [...complaintsOf(runbook, value), ...checkRunbook(value, around)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0) reject(problems, '`drill schema runbook` prints what a runbook may contain.')
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
  return { file, text, runbook: runbook.parse(value, once), digest }
}
