import { type Check, failed, ok, open } from '../../model/check.ts'
import type { DrillResult } from '../../model/statement.ts'

/** Digests that were kept where whoever made the evidence cannot change them. */
export interface Anchor {
  readonly name: string
  readonly text: string
}

interface Final {
  /** SHA-256 (hex) of the stored result statement. */
  readonly digest: string
  readonly result: DrillResult
  /** When a time-stamping authority saw its signature. */
  readonly stampedAt?: Date
}

/** A result that was stamped later than this (ms) may be a second one. */
const promptMs = 10 * 60_000
const digests = /\b[0-9a-f]{64}\b/gi

/**
 * Whoever holds the key can make all the evidence anew. That it was not done shows only in something that lies
 * outside of his reach: a file kept elsewhere, or a time-stamp from right after the run.
 */
export function checkCompleteness({ digest, result, stampedAt }: Final, anchor: Anchor | undefined): Check {
  const check = 'completeness'
  if (anchor) {
    const kept = new Set(anchor.text.match(digests)?.map((found) => found.toLowerCase()))
    if (kept.has(digest)) return ok(check, `${anchor.name} holds the result's digest`)
    if (kept.has(result.journal.head)) return ok(check, `${anchor.name} holds the journal's head`)
    return failed(check, `${anchor.name} holds neither the result's digest nor the journal's head`)
  }
  if (!stampedAt) return open(check, 'no anchor from outside: whoever holds the key could have made it anew')
  const lateMs = stampedAt.getTime() - Date.parse(result.endedAt)
  if (lateMs < -promptMs) return open(check, 'time-stamped before the run ended: one of the clocks is wrong')
  return lateMs <= promptMs
    ? ok(check, `time-stamped ${Math.max(0, Math.round(lateMs / 1_000))} s after the run ended`)
    : open(check, `time-stamped only ${Math.round(lateMs / 60_000)} minutes after the run ended`)
}
