import { join } from 'node:path'
import type { Roster } from '../model/audit.ts'
import { DrillError } from '../model/error.ts'
import { predicateTypes } from '../model/statement.ts'
import { anyStatement, planApproval } from '../model/statement-schema.ts'
import type { TrustedKey } from '../signers/signer.ts'
import { payloadType } from './attest.ts'
import type { Dossier } from './dossier.ts'
import { publishOnce } from './publish.ts'
import { openBundle, verifyBundle } from './verify/bundle.ts'

export interface ApprovalFile {
  readonly file: string
  readonly bytes: Buffer
}

/** An approval that holds: signed under a trusted approver's key, for this very plan. */
export interface Approval extends ApprovalFile {
  readonly approver: string
  readonly keyId: string
  /** ISO 8601, UTC. */
  readonly approvedAt: string
}

/** What approvals of a run are held against. */
export interface ApprovalRules {
  /** SHA-256 (hex) of the stored plan that is to run. */
  readonly planDigest: string
  readonly trusted: readonly TrustedKey[]
  /** The key that seals the run, if somebody signs. */
  readonly coordinatorKeyId?: string | undefined
  readonly roster?: Roster | undefined
  readonly required: number
  readonly now: Date
}

/**
 * The approvals of a plan, when there are enough and nobody approves what is the own doing. Throws `refused` with
 * everything that is wrong.
 */
export async function approvalsOf(
  files: readonly ApprovalFile[],
  rules: ApprovalRules,
): Promise<readonly Approval[]> {
  const read = await Promise.all(files.map((file) => readOne(file, rules)))
  const approvals = read.filter((one) => typeof one !== 'string')
  const wrong = [
    ...read.filter((one) => typeof one === 'string'),
    ...approvals.flatMap((approval) => sameHands(approval, rules)),
    ...repeated(approvals),
    ...unsigned(approvals, rules),
  ]
  if (rules.coordinatorKeyId === undefined)
    wrong.push('nobody seals this run, so nobody can tell who leads it: name a key with --key')
  if (approvals.length < rules.required)
    wrong.push(`${rules.required} approvals are required, and ${approvals.length} hold`)
  if (wrong.length === 0) return approvals
  throw new DrillError(
    'refused',
    ['this plan is not approved:', ...wrong.map((text) => `  ${text}`)].join('\n'),
    {
      next: 'Have it approved with `drill approve <plan.json>` by people who neither lead the drill nor take part.',
    },
  )
}

/** Keeps approvals beside the plan, so that the statements of the run speak of them. */
export function saveApprovals(dossier: Dossier, approvals: readonly Approval[]): void {
  for (const [index, { bytes }] of approvals.entries())
    publishOnce(join(dossier.dir, 'evidence', `approval-${index + 1}.sigstore.json`), bytes)
}

async function readOne({ file, bytes }: ApprovalFile, rules: ApprovalRules): Promise<Approval | string> {
  try {
    const opened = await openBundle(bytes)
    const key = rules.trusted.find(({ keyId, duty }) => keyId === opened.keyId && duty === 'approver')
    if (!key) return `${file}: signed by ${opened.keyId}, which is no trusted approver's key`
    await verifyBundle(opened, key)
    if (opened.payloadType !== payloadType) return `${file}: it holds no statement`
    const statement = anyStatement.parse(JSON.parse(opened.payload.toString('utf8')))
    if (statement.predicateType !== predicateTypes.approval) return `${file}: it approves no plan`
    if (!statement.subject.every(({ digest }) => digest.sha256 === rules.planDigest))
      return `${file}: ${key.name} approved another plan`
    const { approver, approvedAt, expiresAt } = planApproval.parse(statement.predicate)
    if (approver !== key.name) return `${file}: it says ${approver}, and the key is ${key.name}'s`
    if (Date.parse(expiresAt) <= rules.now.getTime()) return `${file}: it was good until ${expiresAt}`
    return { ...{ file, bytes, approver, approvedAt }, keyId: key.keyId }
  } catch (error) {
    return `${file}: not an approval that can be verified (${(error as Error).message})`
  }
}

/** Separation of duties: whoever leads, watches or takes part does not approve. */
function sameHands({ file, approver, keyId }: Approval, rules: ApprovalRules): string[] {
  const { trusted, coordinatorKeyId, roster } = rules
  const sealing = trusted.filter((key) => key.keyId === coordinatorKeyId && key.duty === 'coordinator')
  const leads = [roster?.coordinator, ...sealing.map(({ name }) => name)]
  const roles: [string, readonly (string | undefined)[]][] = [
    ['coordinates it', leads],
    ['is its witness', [roster?.witness]],
    ['takes part in it', roster?.participants ?? []],
  ]
  return [
    ...(keyId === coordinatorKeyId ? [`${file}: signed with the key that seals the run`] : []),
    ...roles
      .filter(([, names]) => names.some((name) => name !== undefined && samePerson(name, approver)))
      .map(([does]) => `${file}: ${approver} ${does}, and cannot approve it`),
  ]
}

function repeated(approvals: readonly Approval[]): string[] {
  return approvals.flatMap(({ file, approver, keyId }, index) =>
    approvals.slice(0, index).some((one) => one.keyId === keyId || samePerson(one.approver, approver))
      ? [`${file}: ${approver} has approved it already`]
      : [],
  )
}

/** Where approvals are signed, a name alone is none. */
function unsigned(approvals: readonly Approval[], { roster }: ApprovalRules): string[] {
  return (roster?.approvers ?? [])
    .filter((name) => !approvals.some(({ approver }) => samePerson(approver, name)))
    .map((name) => `${name} is named as approver, and has signed nothing that holds`)
}

/** Whether two names mean one person, however they are written. */
export function samePerson(one: string, other: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
  return plain(one) === plain(other)
}
