import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../model/error.ts'
import { type ProcessId, statOfNamed } from '../model/process.ts'

/** What a runner tells its watchdog, one JSON line each. */
export type Told =
  /** Without a journal it is no run that is watched, but the stack of several. */
  | { readonly told: 'run'; readonly run: string; readonly journal?: string; readonly runner: ProcessId }
  /** The stack that the run changes; told before anything of it is started or changed. */
  | { readonly told: 'stack'; readonly name: string }
  /** Something is about to be changed, and must be undone after so long (ms). Told again, the time begins anew. */
  | { readonly told: 'lease'; readonly change: string; readonly forMs: number }
  | { readonly told: 'released'; readonly change: string }
  /** Nothing is left to be undone. */
  | { readonly told: 'goodbye' }

/** What is known of a run when its watchdog has to act. */
export interface Watched {
  readonly run: string
  readonly journal?: string | undefined
  readonly runner: ProcessId
  readonly stack?: string
}

export interface Alarm {
  readonly why: string
  readonly watched: Watched | undefined
}

/** Longest time that the kernel may take to end a process that was killed. */
const endMs = 10_000
const betweenMs = 5

/**
 * Listens to a runner. Resolves with undefined when it says goodbye, and with an alarm as soon as it is gone without
 * a word, which the end of the pipe shows at once, or when a lease ends: then it lives and does not do its work.
 * `learned` is told what is known of the run, whenever that is more.
 */
export function listen(
  input: Readable,
  learned: (watched: Watched) => void = () => {},
): Promise<Alarm | undefined> {
  let watched: Watched | undefined
  const leases = new Map<string, NodeJS.Timeout>()
  const release = (change: string) => clearTimeout(leases.get(change))
  const { promise, resolve } = Promise.withResolvers<Alarm | undefined>()
  const alarm = (why: string) => resolve({ why, watched })
  const hear = (line: Told) => {
    if (line.told === 'goodbye') return resolve(undefined)
    if (line.told === 'run' || line.told === 'stack') {
      watched = line.told === 'run' ? line : watched && { ...watched, stack: line.name }
      if (watched) learned(watched)
      return
    }
    release(line.change)
    if (line.told === 'lease')
      leases.set(
        line.change,
        setTimeout(() => alarm(`${line.change} outlived its lease`), line.forMs),
      )
  }
  const lines = createInterface({ input })
  lines.on('line', (line) => {
    const told = parsed(line)
    if (told) hear(told)
  })
  lines.on('close', () => alarm('the runner is gone'))
  return promise.finally(() => {
    for (const change of leases.keys()) release(change)
    lines.close()
  })
}

/** A runner that died in mid-word left a line that says nothing. */
function parsed(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told
  } catch {
    return undefined
  }
}

/** Ends a process that may only hang, so that it cannot do anything any more when others take up its work. */
export async function ended(runner: ProcessId): Promise<void> {
  const deadline = performance.now() + endMs
  while (statOfNamed(runner)) {
    try {
      process.kill(runner.pid, 'SIGKILL')
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH')
        throw new DrillError('undo-failed', `the runner ${runner.pid} cannot be ended`, { cause })
    }
    if (performance.now() > deadline)
      throw new DrillError('undo-failed', `the runner ${runner.pid} did not end`)
    await pause(betweenMs)
  }
}
