import type { SignOff } from '../model/audit.ts'
import { DrillError } from '../model/error.ts'
import { drillResult, drillStarted } from '../model/statement-schema.ts'
import type { TrustedKey } from '../signers/signer.ts'
import { checkCountersigned } from './verify/countersigned.ts'
import { checkFiles } from './verify/files.ts'
import { checkStatement } from './verify/statements.ts'

/**
 * Who vouches for a run's result, by signatures that hold under the keys that the reader believes: whoever sealed it,
 * and its witnesses. Throws `refused` when a signature does not hold, or the files are not what was sealed.
 */
export async function signOffsOf(dir: string, keys: readonly TrustedKey[]): Promise<SignOff[]> {
  const started = await checkStatement(dir, 'started', drillStarted, keys)
  const result = await checkStatement(dir, 'result', drillResult, keys)
  const [from, to] = [started.statement, result.statement]
  if (!from || !to || !result.key) throw unbelieved(dir, [...started.checks, ...result.checks])
  const spoken = { plan: from.predicate.planDigest, result: result.digest ?? '' }
  const others = await checkCountersigned(dir, spoken, keys)
  const named = [started.name, result.name, ...others.names].filter((name) => name !== undefined)
  const files = checkFiles(dir, { started: from.subject, result: to.subject }, named)
  const checks = [...started.checks, ...result.checks, ...files, ...others.checks]
  if (checks.some(({ state }) => state === 'failed')) throw unbelieved(dir, checks)
  const { name, keyId } = result.key
  return [{ role: 'coordinator', who: name, at: to.predicate.endedAt, keyId }, ...others.witnessed]
}

function unbelieved(dir: string, checks: readonly { state: string; check: string; text: string }[]) {
  const wrong = checks
    .filter(({ state }) => state === 'failed')
    .map(({ check, text }) => `  ${check}: ${text}`)
  return new DrillError('refused', [`the sign-offs of ${dir} do not hold:`, ...wrong].join('\n'), {
    next: `\`drill verify ${dir} --trust <file>\` tells of every check.`,
  })
}
