import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Check, failed } from '../model/check.ts'
import { DrillError } from '../model/error.ts'
import { packageVersion } from '../model/home.ts'
import type { DrillResult, DrillStarted } from '../model/statement.ts'
import { drillResult, drillStarted } from '../model/statement-schema.ts'
import type { Oracle } from '../oracles/oracle.ts'
import type { TrustedKey } from '../signers/signer.ts'
import { ledgerDir } from './ledger.ts'
import type { Authority } from './verify/bundle.ts'
import { type Anchor, checkCompleteness } from './verify/completeness.ts'
import { checkCountersigned } from './verify/countersigned.ts'
import { checkFiles } from './verify/files.ts'
import { checkJournal } from './verify/journal.ts'
import { checkLedger } from './verify/ledger.ts'
import { checkPair, checkPlan } from './verify/links.ts'
import { checkStamps } from './verify/stamps.ts'
import { checkStatement, isSigned, type ReadStatement } from './verify/statements.ts'
import { checkVerdict } from './verify/verdict.ts'

export interface VerifyInput {
  /** The run's folder. */
  readonly dir: string
  /** Keys that their owners handed over; none is believed because it lies beside the evidence. */
  readonly keys: readonly TrustedKey[]
  readonly oracles: readonly Oracle[]
  readonly anchor?: Anchor
  readonly authority?: Authority
}

export interface Verification {
  readonly run: string | null
  readonly number: number | null
  /** What an anchor would have to hold: SHA-256 (hex) of the stored result statement. */
  readonly digest: string | null
  /** Every check holds that the evidence needs. */
  readonly verified: boolean
  /** Something outside shows that the evidence was not made anew. */
  readonly complete: boolean
  readonly checks: readonly Check[]
}

/**
 * Verifies a run's evidence offline, and says of each check how it came out. Throws `bad-input` when the folder is not
 * there, `usage` when it is signed and no key is pinned to verify it under.
 */
export async function verify(input: VerifyInput): Promise<Verification> {
  const { dir, keys } = input
  if (!existsSync(dir))
    throw new DrillError('bad-input', `${dir} is not there`, {
      problems: [{ file: dir, message: 'not there', expected: 'a folder such as runs/<id>' }],
    })
  if (isSigned(dir) && !keys.some(({ duty }) => duty === 'coordinator'))
    throw new DrillError('usage', 'no key is pinned: the evidence cannot vouch for itself', {
      next: "give the coordinator's public key with --key <file>.pub, as its owner handed it to you, or --trust <file>",
    })
  const started = await checkStatement(dir, 'started', drillStarted, keys)
  const result = await checkStatement(dir, 'result', drillResult, keys)
  const checks = [...started.checks, ...result.checks, ...(await contents(input, started, result))]
  const needed = checks.filter(({ optional }) => !optional)
  return {
    run: started.statement?.predicate.run ?? null,
    number: started.statement?.predicate.number ?? null,
    digest: result.digest ?? null,
    verified: needed.every(({ state }) => state === 'ok'),
    complete: checks.some(({ check, state }) => check === 'completeness' && state === 'ok'),
    checks,
  }
}

/** What the statements say, against what lies here. */
async function contents(
  { dir, keys, oracles, anchor, authority }: VerifyInput,
  started: ReadStatement<DrillStarted>,
  result: ReadStatement<DrillResult>,
): Promise<Check[]> {
  const [from, to] = [started.statement, result.statement]
  if (!from || !to) return []
  const { predicate } = to
  const digest = result.digest ?? ''
  const [begun, ended] = await Promise.all([
    checkStamps('started', started, authority),
    checkStamps('result', result, authority),
  ])
  const others = await checkCountersigned(dir, { plan: from.predicate.planDigest, result: digest }, keys)
  const named = [started.name, result.name, ...others.names].filter((name) => name !== undefined)
  const judged = { verdict: predicate.verdict, by: from.predicate.harness.version, here: packageVersion() }
  return [
    ...checkPair(dir, started, result),
    ...whole('files', () => checkFiles(dir, { started: from.subject, result: to.subject }, named)),
    ...whole('plan', () => checkPlan(dir, from)),
    ...whole('journal', () => checkJournal(join(dir, 'journal.jsonl'), predicate)),
    ...whole('verdict', () => checkVerdict(dir, judged, oracles)),
    ...whole('ledger', () => checkLedger(ledgerDir(dirname(resolve(dir))), from.predicate, started, result)),
    ...[...begun.checks, ...ended.checks, ...others.checks],
    checkCompleteness({ digest, result: predicate, ...(ended.at ? { stampedAt: ended.at } : {}) }, anchor),
  ]
}

/** What cannot even be looked at does not hold: a folder, a pipe or a broken link where a file should be. */
function whole(check: string, checks: () => Check[]): Check[] {
  try {
    return checks()
  } catch (error) {
    return [failed(check, `it cannot be checked: ${(error as Error).message}`)]
  }
}
