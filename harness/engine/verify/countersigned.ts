import { join } from 'node:path'
import type { SignOff } from '../../model/audit.ts'
import { type Check, failed, ok, open } from '../../model/check.ts'
import { readRegular } from '../../model/regular-file.ts'
import { predicateTypes } from '../../model/statement.ts'
import { anyStatement, resultWitness } from '../../model/statement-schema.ts'
import type { Duty, TrustedKey } from '../../signers/signer.ts'
import { payloadType } from '../attest.ts'
import { filesOf } from '../run-files.ts'
import { openBundle, verifyBundle } from './bundle.ts'

export interface Countersigned {
  readonly checks: readonly Check[]
  /** Files that vouch for themselves: words on the result, which came after it. */
  readonly names: readonly string[]
  /** Signatures of witnesses that hold under a pinned key; approvals stand in the journal already. */
  readonly witnessed: readonly SignOff[]
}

/** What approvers and witnesses may speak of, by its SHA-256 (hex). */
export interface Spoken {
  readonly plan: string
  readonly result: string
}

const own = /^evidence\/(started|result)\./

/** Bundles beside the run's own: approvals of its plan, and the words of witnesses on its result. */
export async function checkCountersigned(
  dir: string,
  spoken: Spoken,
  keys: readonly TrustedKey[],
): Promise<Countersigned> {
  const names = filesOf(dir).names.filter(
    (name) => name.startsWith('evidence/') && name.endsWith('.sigstore.json') && !own.test(name),
  )
  const found = await Promise.all(names.map((name) => checkOne(dir, name, spoken, keys)))
  return {
    checks: found.map(({ check }) => check),
    names: names.filter((_, index) => found[index]?.after),
    witnessed: found.flatMap(({ witnessed }) => witnessed ?? []),
  }
}

async function checkOne(
  dir: string,
  name: string,
  spoken: Spoken,
  keys: readonly TrustedKey[],
): Promise<{ check: Check; after: boolean; witnessed?: SignOff }> {
  try {
    const opened = await openBundle(readRegular(join(dir, name)))
    if (opened.payloadType !== payloadType) throw new Error('it holds no statement')
    const statement = anyStatement.parse(JSON.parse(opened.payload.toString('utf8')))
    const { predicateType, subject } = statement
    const [duty, digest] = about(predicateType, spoken)
    if (!subject.every((each) => each.digest.sha256 === digest))
      throw new Error('it speaks of something else')
    const key = keys.find((trusted) => trusted.keyId === opened.keyId && trusted.duty === duty)
    const after = duty === 'witness'
    if (!key)
      return { check: open(name, `by ${opened.keyId}, which is no ${duty}'s key that was pinned`), after }
    await verifyBundle(opened, key)
    const who = (statement.predicate as Partial<Record<string, unknown>>)[duty]
    if (who !== key.name) throw new Error(`it says ${String(who)}, and the key is ${key.name}'s`)
    const check = ok(name, `by the ${duty} ${key.name} (${key.keyId})`)
    return after ? { check, after, witnessed: signOff(key, statement.predicate) } : { check, after }
  } catch (error) {
    return { check: failed(name, (error as Error).message), after: false }
  }
}

function signOff({ duty, name, keyId }: TrustedKey, predicate: unknown): SignOff {
  return { role: duty, who: name, at: resultWitness.parse(predicate).witnessedAt, keyId }
}

function about(predicateType: string, { plan, result }: Spoken): [Duty, string] {
  if (predicateType === predicateTypes.approval) return ['approver', plan]
  if (predicateType === predicateTypes.witness) return ['witness', result]
  throw new Error(`it is ${predicateType}, which says nothing of a drill`)
}
