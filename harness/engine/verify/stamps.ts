import { type Check, failed, ok, open } from '../../model/check.ts'
import { type Authority, verifyBundle } from './bundle.ts'
import { assertPlainStamp } from './stamp-form.ts'
import type { ReadStatement } from './statements.ts'

export interface Stamped {
  readonly checks: readonly Check[]
  /** When the authority saw the signature. */
  readonly at?: Date
}

/** Verifies the RFC 3161 time-stamps over a statement's signature under the pinned authority. */
export async function checkStamps(
  kind: string,
  { opened, key }: Pick<ReadStatement<unknown>, 'opened' | 'key'>,
  authority: Authority | undefined,
): Promise<Stamped> {
  const check = `${kind} time-stamp`
  const [stamp] = opened?.stamps ?? []
  if (!opened || !stamp) return { checks: authority === undefined ? [] : [failed(check, 'there is none')] }
  if (authority === undefined)
    return { checks: [open(check, 'its authority is not pinned: give its certificates with --tsa')] }
  if (!key) return { checks: [failed(check, 'it stamps a signature that does not hold')] }
  try {
    for (const each of opened.stamps) await assertPlainStamp(each)
    await verifyBundle(opened, key, authority)
    const { RFC3161Timestamp } = await import('@sigstore/core')
    const at = RFC3161Timestamp.parse(Buffer.from(stamp)).signingTime
    return { checks: [ok(check, `signed before ${at.toISOString()}`)], at }
  } catch (error) {
    const text = `it does not hold under the pinned authority: ${(error as Error).message}`
    return { checks: [failed(check, text)] }
  }
}
