import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { stateHome } from '../model/home.ts'
import { type ProcessId, processId, statOfNamed } from '../model/process.ts'
import type { Watched } from './watchdog.ts'

/** A watchdog as it wrote itself down. */
export interface Watchdog extends Watched {
  readonly watchdog: ProcessId
  /** Why it could not undo what its runner left. */
  readonly failed?: string
}

/**
 * `watching`: its runner lives. `undoing`: the runner is gone, and the watchdog is at it. `stale`: the watchdog is gone
 * and had not done its work.
 */
export type WatchdogState = 'watching' | 'undoing' | 'stale'

const folder = () => join(stateHome(), 'watchdogs')
const fileOf = (run: string) => join(folder(), `${run}.json`)

/** What a watchdog prints; gone with it when all went well. */
export const watchdogLog = (run: string) => join(folder(), `${run}.log`)

export function makeWatchdogFolder(): void {
  mkdirSync(folder(), { recursive: true, mode: 0o700 })
}

/** Writes this process down as the watchdog of a run, for `drill doctor` and whoever looks for it. */
export function enlist(watched: Watched, failed?: string): void {
  const { run, journal, runner, stack } = watched
  const entry: Watchdog = { run, journal, runner, watchdog: processId(), ...{ stack, failed } }
  makeWatchdogFolder()
  writeFileAtomicSync(fileOf(run), `${JSON.stringify(entry)}\n`, { mode: 0o600 })
}

/** Its work is done: nothing is left of it. */
export function dismiss(run: string): void {
  for (const file of [fileOf(run), watchdogLog(run)]) rmSync(file, { force: true })
}

/** Every watchdog of this folder of stacks that has not ended in peace. */
export function watchdogs(): (Watchdog & { readonly state: WatchdogState })[] {
  if (!existsSync(folder())) return []
  return readdirSync(folder())
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => parsed(join(folder(), name)))
    .map((entry) => ({ ...entry, state: stateOf(entry) }))
}

function stateOf({ watchdog, runner }: Watchdog): WatchdogState {
  if (!statOfNamed(watchdog)) return 'stale'
  return statOfNamed(runner) ? 'watching' : 'undoing'
}

/** One that ended in peace meanwhile has no file any more. */
function parsed(file: string): Watchdog[] {
  try {
    const entry = JSON.parse(readFileSync(file, 'utf8')) as Watchdog
    return typeof entry.run === 'string' && entry.watchdog && entry.runner ? [entry] : []
  } catch {
    return []
  }
}
