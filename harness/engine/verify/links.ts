import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Check, each } from '../../model/check.ts'
import type { DrillResult, DrillStarted, Statement } from '../../model/statement.ts'
import { sha256OfFile } from '../digest.ts'
import type { ReadStatement } from './statements.ts'

/** What the run started with is what lies here. */
export function checkPlan(dir: string, { subject, predicate }: Statement<DrillStarted>): Check[] {
  const file = join(dir, 'plan.json')
  const said = subject.find(({ name }) => name === 'plan.json')?.digest.sha256
  const wrong = [
    ...(said === predicate.planDigest ? [] : ['the started statement speaks of two plans']),
    ...(existsSync(file) && sha256OfFile(file) === predicate.planDigest
      ? []
      : ['plan.json is not the plan that the run started with']),
  ]
  return each('plan', wrong, `SHA-256 ${predicate.planDigest}`)
}

/** Both statements are of this very run, and the result names the start. */
export function checkPair(
  dir: string,
  started: ReadStatement<DrillStarted>,
  result: ReadStatement<DrillResult>,
): Check[] {
  const [from, to] = [started.statement?.predicate, result.statement?.predicate]
  if (!from || !to) return []
  const folder = basename(resolve(dir))
  const wrong = [
    ...(from.run === to.run ? [] : [`the run started as ${from.run} and ended as ${to.run}`]),
    ...(from.run === folder ? [] : [`the folder is named ${folder}, and the run ${from.run}`]),
    ...(from.number === to.number ? [] : [`it started as number ${from.number} and ended as ${to.number}`]),
    ...(to.started === started.digest ? [] : ['the result names another started statement']),
    ...(Date.parse(to.endedAt) >= Date.parse(from.startedAt) ? [] : ['it ended before it started']),
  ]
  return each('started and result', wrong, `run ${from.run}, number ${from.number}`)
}
