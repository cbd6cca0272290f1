import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import { type Check, failed, ok } from '../../model/check.ts'
import { readRegular } from '../../model/regular-file.ts'
import { predicateTypes, type Statement } from '../../model/statement.ts'
import { anyStatement } from '../../model/statement-schema.ts'
import type { TrustedKey } from '../../signers/signer.ts'
import { payloadType } from '../attest.ts'
import { sha256 } from '../digest.ts'
import { type OpenedBundle, openBundle, verifyBundle } from './bundle.ts'

export type Kind = 'started' | 'result'

/** A statement of a run's folder, as far as it could be read. Whether it is believed, its checks say. */
export interface ReadStatement<P> {
  readonly checks: readonly Check[]
  /** Name relative to the run's folder. */
  readonly name?: string
  readonly bytes?: Buffer
  /** SHA-256 (hex) of the stored bytes. */
  readonly digest?: string
  readonly opened?: OpenedBundle
  /** Whose signature holds. */
  readonly key?: TrustedKey
  readonly statement?: Statement<P>
}

const named = (kind: Kind) => [`evidence/${kind}.sigstore.json`, `evidence/${kind}.statement.json`]

/** Whether the run's folder has a statement that somebody signed. */
export const isSigned = (dir: string): boolean =>
  (['started', 'result'] as const).some((kind) => existsSync(join(dir, named(kind)[0] ?? '')))

export async function checkStatement<P>(
  dir: string,
  kind: Kind,
  predicate: z.ZodType<P>,
  keys: readonly TrustedKey[],
): Promise<ReadStatement<P>> {
  const there = named(kind).filter((name) => existsSync(join(dir, name)))
  const [name] = there
  if (name === undefined || there.length > 1) {
    const text = there.length > 1 ? 'there are two of them' : 'it is missing: the run was never sealed'
    return { checks: [failed(`${kind} statement`, text)] }
  }
  try {
    const bytes = readRegular(join(dir, name))
    return await checkStored({ name, bytes, digest: sha256(bytes) }, kind, predicate, keys)
  } catch (error) {
    return { name, checks: [failed(`${kind} statement`, `it cannot be read: ${(error as Error).message}`)] }
  }
}

async function checkStored<P>(
  stored: { readonly name: string; readonly bytes: Buffer; readonly digest: string },
  kind: Kind,
  predicate: z.ZodType<P>,
  keys: readonly TrustedKey[],
): Promise<ReadStatement<P>> {
  const { name, bytes } = stored
  if (!name.endsWith('.sigstore.json')) {
    const unsigned = failed(`${kind} signature`, 'not signed: nobody vouches for it')
    return { ...stored, ...parsed(kind, bytes, predicate, [unsigned]) }
  }
  try {
    const opened = await openBundle(bytes)
    const { check, key } = await signatureCheck(kind, opened, keys)
    const type = same(`${kind} payload type`, opened.payloadType, payloadType)
    const checks = [ok(`${kind} bundle`, 'Sigstore bundle v0.3'), check, type]
    const whole = { ...stored, opened, ...parsed(kind, opened.payload, predicate, checks) }
    return key ? { ...whole, key } : whole
  } catch (error) {
    return { ...stored, checks: [failed(`${kind} bundle`, `not well-formed: ${(error as Error).message}`)] }
  }
}

async function signatureCheck(
  kind: string,
  opened: OpenedBundle,
  keys: readonly TrustedKey[],
): Promise<{ check: Check; key?: TrustedKey }> {
  const name = `${kind} signature`
  const key = keys.find(({ keyId, duty }) => keyId === opened.keyId && duty === 'coordinator')
  if (!key) return { check: failed(name, `by ${opened.keyId}, which is no key that was pinned`) }
  try {
    await verifyBundle(opened, key)
    return { check: ok(name, `by ${key.name} (${key.keyId})`), key }
  } catch {
    return { check: failed(name, `it does not hold under the key of ${key.name} (${key.keyId})`) }
  }
}

function parsed<P>(
  kind: Kind,
  payload: Buffer,
  predicate: z.ZodType<P>,
  checks: readonly Check[],
): Pick<ReadStatement<P>, 'checks' | 'statement'> {
  try {
    const statement = anyStatement.parse(JSON.parse(payload.toString('utf8')))
    const type = same(`${kind} predicate type`, statement.predicateType, predicateTypes[kind])
    if (type.state !== 'ok') return { checks: [...checks, type] }
    const whole = { ...statement, predicate: predicate.parse(statement.predicate) }
    return { checks: [...checks, type], statement: whole }
  } catch {
    return { checks: [...checks, failed(`${kind} statement`, 'not a statement of a drill over any file')] }
  }
}

const same = (check: string, found: string, wanted: string): Check =>
  found === wanted ? ok(check, wanted) : failed(check, `${found}, where ${wanted} is needed`)
