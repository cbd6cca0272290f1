import { join, resolve } from 'node:path'
import { isOpen } from '../engine/custody.ts'
import type { Dossier } from '../engine/dossier.ts'
import { readJournal } from '../engine/journal.ts'
import { type Leash, leashed } from '../engine/leash.ts'
import { layoutOf } from '../stacks/layout.ts'
import { ownerOf } from '../stacks/owner.ts'
import type { Supervision } from './signals.ts'

/** Beside this file, built or in its sources. */
/** Flags as in bin/drill.mjs, which tells why. */
const calm = ['--no-concurrent-recompilation', '--no-concurrent-sparkplug']
const main = join(import.meta.dirname, `watchdog-main.${import.meta.filename.endsWith('.ts') ? 'ts' : 'js'}`)

interface Guarded {
  readonly dossier: Dossier
  readonly supervision: Supervision
  /** Stack that the work changes, and whether it outlives the work. */
  readonly stack: string
  readonly stays: boolean
}

/**
 * Does the work of a run under the eyes of a watchdog, which undoes everything when this process does not come to
 * the end of it. When the watchdog itself is lost, the run is stopped: nobody would undo it any more.
 */
export async function watchedOver<T>(of: Guarded, work: (leash: Leash) => Promise<T>): Promise<T> {
  const { dossier, supervision, stack } = of
  const command = [process.execPath, ...calm, main, dossier.run]
  const leash = await leashed(command, { run: dossier.run, journal: resolve(dossier.journalFile) })
  leash.stack(stack)
  leash.onLost(() =>
    supervision.stop({ cause: 'watchdog-lost', text: 'its watchdog has ended, and nobody would undo it' }),
  )
  try {
    return await work(leash)
  } finally {
    // Else it looks for itself, once this process has ended.
    if (!isLeft(of)) await leash.goodbye()
  }
}

/** Does anything stand that the watchdog must see to? */
function isLeft({ dossier, stack, stays }: Guarded): boolean {
  try {
    if (!stays) return ownerOf(layoutOf(stack).dir) !== undefined
    return isOpen(readJournal(dossier.journalFile, { missing: 'empty' }))
  } catch {
    return true
  }
}

/** Watches over a stack that several runs use one after the other, so that it goes with this process whatever ends that. */
export async function watchedStack<T>(stack: string, work: () => Promise<T>): Promise<T> {
  const leash = await leashed([process.execPath, ...calm, main, stack], { run: stack })
  leash.stack(stack)
  try {
    return await work()
  } finally {
    // Else it looks for itself, once this process has ended.
    if (ownerOf(layoutOf(stack).dir) === undefined) await leash.goodbye()
  }
}
