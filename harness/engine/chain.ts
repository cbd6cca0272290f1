import { sha256 } from './digest.ts'
import { linesOf } from './lines.ts'

/** What the first record names as the line before it. */
export const chainStart = '0'.repeat(64)

/** Every line of a journal ends with the SHA-256 (hex) of the stored bytes of the line before. */
const linkTo = (head: string) => `,"prev":"${head}"}`
const linkLength = linkTo(chainStart).length

export interface Chain {
  readonly records: number
  /** SHA-256 (hex) of the last line's bytes. */
  readonly head: string
  /** First line (from 1) that does not name the one before, or has no end; undefined when all hold. */
  readonly brokenAt?: number
}

/** Follows the chain through a journal's stored bytes; nothing is parsed or written anew. */
export function chainOf(file: string): Chain {
  let head = chainStart
  let records = 0
  let brokenAt: number | undefined
  for (const { bytes, ended } of linesOf(file)) {
    records += 1
    const end = bytes.toString('latin1', Math.max(0, bytes.length - linkLength))
    if (end !== linkTo(head) || !ended) brokenAt ??= records
    head = sha256(bytes)
  }
  return { records, head, ...(brokenAt === undefined ? {} : { brokenAt }) }
}

/** A line as it would be without its link. Parsed with it, and the link then deleted, a record takes four times the memory. */
export function withoutLink(line: string): string {
  const end = line.length - linkLength
  return end > 0 && line.startsWith(',"prev":"', end) ? `${line.slice(0, end)}}` : line
}
