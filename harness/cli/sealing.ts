import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Attester } from '../engine/attest.ts'
import { isOpen } from '../engine/custody.ts'
import type { Dossier } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import type { Progress } from '../engine/running.ts'
import { type Sealed, sealResult, sealStarted } from '../engine/seal.ts'
import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import type { Judgement } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import type { Verdict } from '../model/words.ts'
import { chooseSigner } from '../signers/key-store.ts'
import { timestampFrom } from '../signers/timestamp.ts'

interface SealingRequest {
  /** Key that signs, by name or file. */
  readonly key?: string
  /** RFC 3161 time-stamping authority. */
  readonly timestampUrl?: string
  readonly progress: Progress
}

/** Who signs, and who says when. A time-stamp that cannot be had stops no drill: verifying will tell that it is missing. */
export function attesterFor({ key, timestampUrl, progress }: SealingRequest): Attester {
  const signer = chooseSigner(key)
  if (!signer) progress({ kind: 'note', text: 'nobody signs this run: make a key with `drill keys new`' })
  if (!signer || timestampUrl === undefined) return signer ? { signer } : {}
  const stamp = timestampFrom(timestampUrl)
  return {
    signer,
    stamp: (signature) =>
      stamp(signature).catch((error: Error) => {
        progress({ kind: 'note', text: error.message })
        return undefined
      }),
  }
}

interface Sealing {
  readonly dossier: Dossier
  readonly runsDir: string
  readonly plan: Plan
  readonly estate: Estate
  readonly attester: Attester
  readonly progress: Progress
  /** Whether the stack outlives the run: what the run left on it is then still to be undone, and written. */
  readonly stays: boolean
  /** Aborted when the run is stopped on purpose. */
  readonly signal: AbortSignal
}

interface Done {
  readonly judgement: Judgement
  readonly error?: unknown
}

/**
 * Does the work between two statements: that a drill began, and how it ended. The second comes last of all, and when
 * the work fails too. A run whose journal is still to be written gets none: it has not ended.
 */
export async function sealed<T extends Done>(
  sealing: Sealing,
  work: () => Promise<T>,
): Promise<T & { readonly seal: Sealed | undefined }> {
  const { dossier, runsDir, plan, estate, attester, signal } = sealing
  const started = await sealStarted({ ...{ dossier, runsDir, plan, estate }, ...attester })
  let done: T
  try {
    done = await work()
  } catch (error) {
    const verdict = verdictIn(dossier) ?? (signal.aborted ? 'aborted' : 'errored')
    await end({ ...sealing, stays: true }, started, verdict, error).catch((cause: Error) =>
      unsealed(sealing, cause.message),
    )
    throw error
  }
  return { ...done, seal: await end(sealing, started, done.judgement.verdict, done.error) }
}

async function end(
  sealing: Sealing,
  started: Sealed,
  verdict: Verdict,
  error: unknown,
): Promise<Sealed | undefined> {
  const { dossier, runsDir, attester, stays } = sealing
  if (error instanceof DrillError && error.code === 'journal-failed')
    return unsealed(sealing, 'its journal is not whole, or is not its own any more')
  if (stays && isOpen(readJournal(dossier.journalFile, { missing: 'empty' })))
    return unsealed(sealing, 'something is not undone yet')
  return sealResult({ ...{ dossier, runsDir, started, verdict }, ...attester })
}

function unsealed({ progress }: Sealing, why: string): undefined {
  progress({ kind: 'note', text: `the result is not sealed: ${why}` })
}

/** The verdict of a run that was judged before something else failed. */
function verdictIn({ dir }: Dossier): Verdict | undefined {
  try {
    return (JSON.parse(readFileSync(join(dir, 'findings.json'), 'utf8')) as Judgement).verdict
  } catch {
    return undefined
  }
}
