import { join } from 'node:path'
import type * as z from 'zod'
import { DrillError } from '../model/error.ts'
import { recordsOf } from '../model/record.ts'
import { predicateTypes, type ResultWitness, type Statement } from '../model/statement.ts'
import { drillResult, drillStarted, planApproval } from '../model/statement-schema.ts'
import type { Signer } from '../signers/signer.ts'
import { samePerson } from './approvals.ts'
import { attest } from './attest.ts'
import type { Dossier } from './dossier.ts'
import { readJournal } from './journal.ts'
import { publishOnce } from './publish.ts'
import { filesOf } from './run-files.ts'
import { readStatement, type StoredStatement, statementFile } from './stored-statement.ts'
import { checkFiles } from './verify/files.ts'

export interface Witnessing {
  readonly dossier: Dossier
  readonly witness: string
  readonly signer: Signer
  readonly now: Date
}

const countersigned = /^evidence\/(approval|witness)-.+\.sigstore\.json$/

/**
 * Signs that somebody watched a run and that this is its result; gives the file. Throws `refused` when the run is not
 * sealed, when its files are not what was sealed, and for whoever led or approved it.
 */
export async function witness({ dossier, witness: name, signer, now }: Witnessing): Promise<string> {
  const { dir, run } = dossier
  const [started, result] = [sealedOf(dir, 'started', drillStarted), sealedOf(dir, 'result', drillResult)]
  const approvals = filesOf(dir)
    .names.filter((file) => file.startsWith('evidence/approval-'))
    .map((file) => readStatement(join(dir, file), planApproval))
  const wrong = [
    ...changed(dir, started, result),
    ...sameKeys(signer, [started, result], approvals),
    ...sameNames(dossier, name, approvals),
  ]
  if (wrong.length > 0)
    throw new DrillError(
      'refused',
      [`${name} cannot witness this run:`, ...wrong.map((text) => `  ${text}`)].join('\n'),
    )
  const predicate: ResultWitness = { witness: name, run, witnessedAt: now.toISOString() }
  const statement: Statement<ResultWitness> = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'evidence/result.sigstore.json', digest: { sha256: result.digest } }],
    ...{ predicateType: predicateTypes.witness, predicate },
  }
  const { bytes } = await attest(statement, { signer })
  return published(dir, bytes)
}

function sealedOf<P>(dir: string, kind: 'started' | 'result', predicate: z.ZodType<P>): StoredStatement<P> {
  const file = statementFile(dir, kind)
  if (!file?.endsWith('.sigstore.json'))
    throw new DrillError('refused', `${dir} has no signed ${kind} statement: there is nothing to witness`, {
      next: 'Run the drill with a signing key; `drill keys new` makes one.',
    })
  return readStatement(file, predicate)
}

type Stored = StoredStatement<unknown>

function changed(dir: string, started: Stored, result: Stored): string[] {
  const named = filesOf(dir).names.filter(
    (name) => countersigned.test(name) || /^evidence\/result\./.test(name),
  )
  const subjects = { started: started.statement.subject, result: result.statement.subject }
  return checkFiles(dir, subjects, named)
    .filter(({ state }) => state !== 'ok')
    .map(({ text }) => text)
}

function sameKeys({ keyId }: Signer, own: readonly Stored[], approvals: readonly Stored[]): string[] {
  return [
    ...(own.some((each) => each.keyId === keyId) ? ['this key sealed the run'] : []),
    ...(approvals.some((each) => each.keyId === keyId) ? ['this key approved the plan'] : []),
  ]
}

function sameNames(
  { journalFile }: Dossier,
  name: string,
  approvals: readonly StoredStatement<{ approver: string }>[],
): string[] {
  const roster = recordsOf(readJournal(journalFile, { missing: 'empty' }), 'run.roster').at(-1)
  const approvers = [
    ...(roster?.approvers ?? []),
    ...approvals.map((each) => each.statement.predicate.approver),
  ]
  const { coordinator, witness: named } = roster ?? {}
  return [
    ...(coordinator !== undefined && samePerson(coordinator, name) ? [`${name} coordinated the run`] : []),
    ...(approvers.some((approver) => samePerson(approver, name)) ? [`${name} approved the plan`] : []),
    ...(named !== undefined && !samePerson(named, name) ? [`the run names ${named} as its witness`] : []),
  ]
}

/** The next free name: what is there is never replaced. */
function published(dir: string, bytes: Buffer): string {
  for (let count = 1; ; count += 1) {
    const file = join(dir, 'evidence', `witness-${count}.sigstore.json`)
    if (publishOnce(file, bytes)) return file
  }
}
