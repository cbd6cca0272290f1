import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { type TrustFiles, trustFiles } from '../model/mutual-tls.ts'
import type { Stack } from './stack.ts'

/** One of the two lists of CAs that a party reads again when it changes. */
export type TrustList = keyof TrustFiles

type Kept = Pick<Stack, 'dir'>

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** PEM of each CA on a party's list; none where the party has no such list. */
export function trusted(stack: Kept, party: string, list: TrustList): readonly string[] {
  const file = fileOf(stack, party, list)
  return existsSync(file) ? (readFileSync(file, 'utf8').match(pem) ?? []) : []
}

/** Puts CAs on a party's list; those that are on it already stay as they are. */
export function trust(stack: Kept, party: string, list: TrustList, pems: readonly string[]): void {
  const now = trusted(stack, party, list)
  const known = new Set(now.map(fingerprint))
  write(stack, party, list, [...now, ...pems.filter((each) => !known.has(fingerprint(each)))])
}

/** Takes those CAs off a party's list that fit, there or not. */
export function distrust(stack: Kept, party: string, list: TrustList, fits: (pem: string) => boolean): void {
  const now = trusted(stack, party, list)
  write(
    stack,
    party,
    list,
    now.filter((each) => !fits(each)),
  )
}

/** SHA-256, by which two writings of one certificate are known as the same. */
export const fingerprint = (of: string): string => new X509Certificate(of).fingerprint256

/** `CN` of a certificate's subject. */
export const commonName = (of: string): string =>
  /^CN=(.*)$/m.exec(new X509Certificate(of).subject)?.[1] ?? ''

function write(stack: Kept, party: string, list: TrustList, pems: readonly string[]): void {
  const text = pems.map((each) => `${each}\n`).join('')
  writeFileAtomicSync(fileOf(stack, party, list), text, { mode: 0o600 })
}

const fileOf = ({ dir }: Kept, party: string, list: TrustList) => trustFiles(join(dir, party))[list]
