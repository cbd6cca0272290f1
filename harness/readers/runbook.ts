import { type Runbook, runbook } from '../model/runbook.ts'
import { readAs } from './issues.ts'
import { located, reject } from './reject.ts'
import { checkRunbook, type Surroundings } from './runbook-steps.ts'
import { readYaml } from './yaml.ts'

export interface RunbookFile {
  readonly file: string
  readonly text: string
  readonly runbook: Runbook
}

/** Reads a runbook. Throws `bad-input` with every problem of the file at once, each with line, column and what was expected. */
export async function readRunbook(file: string, around: Surroundings): Promise<RunbookFile> {
  const { text, value, complaints, locate } = await readYaml(file)
  const { data, complaints: shape } = readAs(runbook, value)
  const found = [...shape, ...checkRunbook(value, around)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0 || !data)
    reject(problems, '`drill schema runbook` prints what a runbook may contain.')
  return { file, text, runbook: data }
}
