import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { sha256 } from '../../harness/engine/digest.ts'
import { ledgerDir, ledgerFile } from '../../harness/engine/ledger.ts'
import type { Ending } from '../../harness/engine/standing.ts'
import type { Reason } from '../../harness/model/finding.ts'
import {
  type DrillResult,
  type DrillStarted,
  type Previous,
  predicateTypes,
} from '../../harness/model/statement.ts'

const made: string[] = []
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true })
})

/** A folder for runs, of this test file's own. */
export function runsFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'drill-runs-'))
  made.push(dir)
  return dir
}

export interface Made {
  readonly scenario?: string
  readonly fallbacks?: readonly string[]
  readonly startedAt?: string
  readonly ending?: Ending
  /** Reasons of the only oracle, `revocation`; what the ending needs unless given. */
  readonly reasons?: readonly Reason[]
}

const digest = sha256('whatever')
const begun = '2026-06-01T10:00:00.000Z'

/** Writes a ledger and the folders of its runs as sealing does, without signatures; gives the runs' names. */
export function makeRuns(runsDir: string, runs: readonly Made[]): string[] {
  mkdirSync(ledgerDir(runsDir), { recursive: true })
  let previous: Previous | null = null
  return runs.map((run, index) => {
    previous = makeRun(runsDir, index + 1, previous, run)
    return nameOf(index + 1)
  })
}

export const nameOf = (number: number): string => `run-${number}`

function makeRun(runsDir: string, number: number, previous: Previous | null, of: Made): Previous {
  const { scenario = 'idp-down', fallbacks = [], startedAt = begun, ending = 'passed' } = of
  const run = nameOf(number)
  const evidence = join(runsDir, run, 'evidence')
  mkdirSync(evidence, { recursive: true })
  const file = (kind: 'started' | 'result', text: string) => {
    writeFileSync(ledgerFile(ledgerDir(runsDir), number, kind), text)
    writeFileSync(join(evidence, `${kind}.statement.json`), text)
    return sha256(text)
  }
  const predicate: DrillStarted = {
    ...{ run, number, previous, scenario, fallbacks, startedAt, planDigest: digest },
    harness: { name: 'identity-drill', version: '0.0.0' },
  }
  const started = file('started', stated(predicateTypes.started, predicate, 'plan.json', digest))
  if (ending === 'unfinished') return { number, digest: started, result: null }
  const findings = findingsText(run, scenario, ending, of.reasons)
  writeFileSync(join(runsDir, run, 'findings.json'), findings)
  const ended: DrillResult = {
    ...{ run, number, started, verdict: ending, endedAt: startedAt, journal: { records: 1, head: digest } },
  }
  const result = file('result', stated(predicateTypes.result, ended, 'findings.json', sha256(findings)))
  return { number, digest: started, result }
}

function stated(predicateType: string, predicate: unknown, name: string, sha: string): string {
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: sha } }],
    ...{ predicateType, predicate },
  })
}

export function findingsText(
  run: string,
  scenario: string,
  verdict: Exclude<Ending, 'unfinished'>,
  reasons: readonly Reason[] = [reason(verdict, verdict === 'failed' ? 'never-denied' : `it-${verdict}`)],
): string {
  const finding = {
    oracle: 'revocation',
    promise: '',
    verdict,
    summary: 'It went so.',
    reasons,
    measures: [],
  }
  return JSON.stringify({ schema: 'identity-drill/findings/1', run, scenario, verdict, findings: [finding] })
}

export function reason(verdict: Reason['verdict'], code: string, access?: string): Reason {
  return {
    verdict,
    code,
    text: 'Nobody refused it.',
    ...(access && { access }),
    owner: 'iam-team',
    events: [1],
  }
}
