import { dirname, resolve } from 'node:path'
import { DrillError, type Problem } from '../model/error.ts'
import type { EstateFile } from './estate.ts'
import { reject } from './reject.ts'
import { type RunbookFile, readRunbook } from './runbook.ts'

/** Reads every runbook that an estate names. Throws `bad-input` with every problem of all of them. */
export async function readRunbooks(
  { file: estateFile, estate, locate }: EstateFile,
  steps: readonly string[],
): Promise<readonly RunbookFile[]> {
  const problems: Problem[] = []
  const read = Object.entries(estate.runbooks).map(async ([name, { file }]) => {
    const path = resolve(dirname(estateFile), file)
    try {
      return [await readRunbook(path, { steps, estate, name })]
    } catch (error) {
      if (!(error instanceof DrillError) || error.code !== 'bad-input') throw error
      // A file that is not there is a mistake of the estate, not of the file.
      const place = locate(['runbooks', name, 'file'])
      const unread = (problem: Problem) => problem.line === undefined
      problems.push(
        ...error.problems.map((problem) =>
          unread(problem)
            ? { ...place, message: `the runbook ${file}: ${problem.message}`, expected: problem.expected }
            : problem,
        ),
      )
      return []
    }
  })
  const found = (await Promise.all(read)).flat()
  if (problems.length > 0) reject(problems, '`drill schema runbook` prints what a runbook may contain.')
  return found
}
