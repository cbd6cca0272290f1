import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { packageVersion } from '../model/home.ts'
import type { Plan } from '../model/plan.ts'
import { type DrillResult, type DrillStarted, predicateTypes, type Statement } from '../model/statement.ts'
import type { Verdict } from '../model/words.ts'
import { type Attested, type Attester, attest } from './attest.ts'
import { chainOf, chainStart } from './chain.ts'
import { sha256, sha256OfFile } from './digest.ts'
import type { Dossier } from './dossier.ts'
import { allot, fileResult, ledgerDir } from './ledger.ts'
import { publishOnce } from './publish.ts'
import { filesOf, subjectsOf } from './run-files.ts'

/** What a statement of a run is known by. */
export interface Sealed {
  readonly run: string
  readonly number: number
  /** SHA-256 (hex) of the stored statement. Kept elsewhere, it shows later that nothing was made anew. */
  readonly digest: string
  /** The statement in the run's own folder. */
  readonly file: string
  /** Null: nobody signed. */
  readonly keyId: string | null
}

interface Starting extends Attester {
  readonly dossier: Dossier
  readonly runsDir: string
  readonly plan: Plan
  readonly estate: Pick<Estate, 'fallbacks'>
}

/**
 * States that a drill begins, before anything is injected: takes the next number of the ledger, and speaks of every
 * file that is in the run's folder by now. Throws `journal-failed` when the disk does not take it.
 */
export async function sealStarted({
  dossier,
  runsDir,
  plan,
  estate,
  ...attester
}: Starting): Promise<Sealed> {
  const subject = subjectsOf(dossier.dir, filesOf(dossier.dir).names)
  const startedAt = new Date().toISOString()
  let attested: Attested | undefined
  const { number } = await allot(ledgerDir(runsDir), async (number, previous) => {
    const predicate: DrillStarted = {
      ...{ run: dossier.run, number, previous, scenario: plan.scenario },
      fallbacks: exercised(plan, estate),
      planDigest: sha256OfFile(join(dossier.dir, 'plan.json')),
      startedAt,
      harness: { name: 'identity-drill', version: packageVersion() },
    }
    attested = await attest(statementOf(predicateTypes.started, subject, predicate), attester)
    return attested.bytes
  })
  if (!attested) throw new DrillError('internal', 'a number was allotted to nothing')
  return keep(dossier, 'started', number, attested, attester)
}

interface Ending extends Attester {
  readonly dossier: Dossier
  readonly runsDir: string
  readonly started: Sealed
  readonly verdict: Verdict
}

/**
 * States how a drill ended, over every file of its folder. From then on the folder is final: nothing may be written
 * into it any more. Throws `journal-failed` when the disk does not take it.
 */
export async function sealResult({
  dossier,
  runsDir,
  started,
  verdict,
  ...attester
}: Ending): Promise<Sealed> {
  const { number } = started
  const { records, head } = existsSync(dossier.journalFile)
    ? chainOf(dossier.journalFile)
    : { records: 0, head: chainStart }
  const predicate: DrillResult = {
    ...{ run: dossier.run, number, started: started.digest, verdict },
    journal: { records, head },
    endedAt: new Date().toISOString(),
  }
  const subject = subjectsOf(dossier.dir, filesOf(dossier.dir).names)
  const attested = await attest(statementOf(predicateTypes.result, subject, predicate), attester)
  const sealed = keep(dossier, 'result', number, attested, attester)
  fileResult(ledgerDir(runsDir), number, attested.bytes)
  return sealed
}

function statementOf<P>(predicateType: string, subject: Statement<P>['subject'], predicate: P): Statement<P> {
  return { _type: 'https://in-toto.io/Statement/v1', ...{ subject, predicateType, predicate } }
}

/** A fallback is exercised when the service that it bridges is taken away and something tries it, or follows its runbook. */
function exercised(plan: Plan, { fallbacks }: Pick<Estate, 'fallbacks'>): string[] {
  const lost = new Set(plan.faults.map(({ service }) => service))
  const followed: ReadonlySet<unknown> = new Set(
    [...plan.workloads, ...plan.steps].flatMap(({ options }) => options.runbook ?? []),
  )
  const tried = new Set(plan.workloads.map(({ fallback }) => fallback))
  return Object.entries(fallbacks)
    .filter(
      ([name, { for: bridged, runbook }]) => lost.has(bridged) && (tried.has(name) || followed.has(runbook)),
    )
    .map(([name]) => name)
}

function keep(
  { run, dir }: Dossier,
  kind: 'started' | 'result',
  number: number,
  { bytes, ending }: Attested,
  { signer }: Attester,
): Sealed {
  const file = join(dir, 'evidence', `${kind}.${ending}`)
  if (!publishOnce(file, bytes)) throw new DrillError('journal-failed', `${file} is there already`)
  return { run, number, digest: sha256(bytes), file, keyId: signer?.keyId ?? null }
}
