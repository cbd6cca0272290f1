import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Attester } from '../engine/attest.ts'
import type { Dossier } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import type { Progress } from '../engine/running.ts'
import { type Sealed, sealResult, sealStarted } from '../engine/seal.ts'
import { openUndos } from '../engine/undo.ts'
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
  /** Aborted when the run is stopped on purpose. */
  readonly signal: AbortSignal
}

/**
 * Does the work between two statements: that a drill began, and how it ended. The second comes last of all, and when
 * the work fails too. A run that left something behind gets none: it has not ended until that is undone.
 */
export async function sealed<T extends { readonly judgement: Judgement }>(
  sealing: Sealing,
  work: () => Promise<T>,
): Promise<T & { readonly seal: Sealed | undefined }> {
  const { dossier, runsDir, plan, estate, attester, progress, signal } = sealing
  const started = await sealStarted({ ...{ dossier, runsDir, plan, estate }, ...attester })
  const end = async (verdict: Verdict): Promise<Sealed | undefined> => {
    if (openUndos(readJournal(dossier.journalFile, { missing: 'empty' })).length === 0)
      return sealResult({ ...{ dossier, runsDir, started, verdict }, ...attester })
    progress({ kind: 'note', text: 'the result is not sealed: something is not undone yet' })
    return undefined
  }
  let done: T
  try {
    done = await work()
  } catch (error) {
    await end(verdictIn(dossier) ?? (signal.aborted ? 'aborted' : 'errored')).catch((cause: Error) =>
      progress({ kind: 'note', text: `the result is not sealed: ${cause.message}` }),
    )
    throw error
  }
  return { ...done, seal: await end(done.judgement.verdict) }
}

/** The verdict of a run that was judged before something else failed. */
function verdictIn({ dir }: Dossier): Verdict | undefined {
  try {
    return (JSON.parse(readFileSync(join(dir, 'findings.json'), 'utf8')) as Judgement).verdict
  } catch {
    return undefined
  }
}
