import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { deserted, liveRuns } from '../engine/custody.ts'
import { sha256 } from '../engine/digest.ts'
import { saveLogs } from '../engine/dossier.ts'
import { closeGone } from '../engine/interrupted.ts'
import { recover } from '../engine/recover.ts'
import { redactor } from '../engine/redact.ts'
import { dismiss, watchdogs } from '../engine/watchdogs.ts'
import { statOfNamed } from '../model/process.ts'
import { withLock } from '../setup/lock.ts'
import { layoutOf, stacksHome } from '../stacks/layout.ts'
import { ownerOf } from '../stacks/owner.ts'
import type { Stack, StackDriver } from '../stacks/stack.ts'
import { attachWarm } from './stack-session.ts'
import { catalog } from './wiring.ts'

/** What was done to one stack, in words, and what could not be done. */
export interface Recovery {
  readonly stack: string
  readonly did: readonly string[]
  readonly failure?: unknown
}

/** How long a recovery waits for another one of the same stack. */
const patienceMs = 600_000
/** How long something that was asked for by a process that died may still take to be there. */
const lateMs = 1_000

/** Stacks of this folder, whatever became of them. */
export function stackNames(): string[] {
  return existsSync(stacksHome()) ? readdirSync(stacksHome()) : []
}

/**
 * Undoes what runs that died left on one stack. A stack that one of them had brought up for itself is ended, and so is
 * one that nothing of runs any more, after a restart of the machine: everything that was changed in it goes with it.
 * What a living runner does is left alone. Never throws.
 */
export async function recovered(
  all: readonly StackDriver[],
  name: string,
  tell: (text: string) => void,
): Promise<Recovery> {
  const did: string[] = []
  try {
    const lock = `recover-${sha256(join(stacksHome(), name)).slice(0, 16)}`
    // Its watchdog may be at it.
    await withLock(lock, AbortSignal.timeout(patienceMs), () => undoing(all, name, did, tell))
    return { stack: name, did }
  } catch (failure) {
    return { stack: name, did, failure }
  }
}

async function undoing(
  all: readonly StackDriver[],
  name: string,
  did: string[],
  tell: (text: string) => void,
): Promise<void> {
  const layout = layoutOf(name)
  const [live] = liveRuns(layout)
  if (live) return void did.push(`left alone: ${live.run} goes on`)
  const owner = ownerOf(layout.dir)
  const ownerLives = owner !== undefined && statOfNamed(owner) !== undefined
  const there = await attachWarm(all, name)
  if (owner !== undefined && !ownerLives && (!owner.keep || !there)) {
    if (there) await keepLogs(there.stack, tell)
    await endStack(all, name, { late: true })
    did.push('ended the stack, which nobody keeps any more, and with it whatever was changed in it')
  } else if (there) {
    const { undone, started } = await recover(there.stack, await catalog(), tell)
    did.push(...undone.map((text) => `undone ${text}`), ...started.map((service) => `started ${service}`))
  }
  forgetWatchdogs(name)
}

/** Copies the logs of a stack that is to be ended into the folders of the runs that died on it. */
async function keepLogs(stack: Stack, tell: (text: string) => void): Promise<void> {
  try {
    const redact = redactor(await stack.secrets())
    for (const { journal } of deserted(stack)) saveLogs({ dir: dirname(journal) }, stack, redact)
  } catch (error) {
    // Nothing may keep it from being ended.
    tell(`the logs were not kept: ${(error as Error).message}`)
  }
}

/** Ends a stack and everything that was changed in it. `late`: by a process that died there may be more to come. */
export async function endStack(
  all: readonly StackDriver[],
  name: string,
  { late = false }: { late?: boolean } = {},
): Promise<void> {
  const journals = journalsOf(name)
  const sweep = async () => {
    for (const driver of all) if (!(await driver.unavailable())) await driver.sweep(name)
  }
  await sweep()
  if (late) await pause(lateMs)
  if (late) await sweep()
  closeGone(journals)
}

/** A journal that cannot be read must not keep its stack from being ended. */
function journalsOf(name: string): string[] {
  try {
    return deserted(layoutOf(name)).map(({ journal }) => journal)
  } catch {
    return []
  }
}

/** Forgets watchdogs that died before they had done what is done now, on one stack or on all. */
export function forgetWatchdogs(stack?: string): void {
  for (const dog of watchdogs())
    if (dog.state === 'stale' && (stack === undefined || dog.stack === stack)) dismiss(dog.run)
}
