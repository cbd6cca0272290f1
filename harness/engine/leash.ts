import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { withoutCrashPoint } from '../model/crash-point.ts'
import { DrillError } from '../model/error.ts'
import { processId } from '../model/process.ts'
import type { JournalRecord } from '../model/record.ts'
import type { Journal } from './journal.ts'
import { undoLeaseMs } from './leases.ts'
import type { Told } from './watchdog.ts'
import { makeWatchdogFolder, watchdogLog } from './watchdogs.ts'

/** How long a watchdog may take to be there, on a machine that is busy. */
const startMs = 60_000
/** How long it may take to leave when nothing is left to be done. */
const leaveMs = 5_000

/** What ties a runner to its watchdog: when it tears, the watchdog undoes everything. */
export interface Leash {
  /** Told before anything of the stack is started or changed. */
  stack(name: string): void
  /** The journal, heard: what is about to be changed gets a lease, what is undone needs none. */
  hearing(journal: Journal): Journal
  /** Called when the watchdog has ended although it was not to. */
  onLost(lost: () => void): void
  /** Lets the watchdog go: nothing is left to be undone. Without it, it looks for itself when this process ends. */
  goodbye(): Promise<void>
}

/**
 * Starts a watchdog for a run, in a session of its own, so that nothing that ends this process, its group or its
 * terminal ends it too. Throws `refused` when it does not come up.
 */
export async function leashed(
  command: readonly string[],
  { run, journal }: { readonly run: string; readonly journal?: string },
): Promise<Leash> {
  makeWatchdogFolder()
  const log = watchdogLog(run)
  const child = started(command, log)
  const input = child.stdin as Writable
  const ended = once(child, 'exit').catch((error: Error) => error)
  let over = false
  const lost: (() => void)[] = []
  void ended.then(() => {
    if (!over) for (const tell of lost) tell()
  })
  // A watchdog that is gone hears nothing; that it is gone is told by its exit.
  input.on('error', () => undefined)
  const tell = (told: Told) => void input.write(`${JSON.stringify(told)}\n`)
  tell({ told: 'run', run, journal, runner: processId() })
  await ready(child, ended, log)
  child.unref()
  return {
    stack: (name) => tell({ told: 'stack', name }),
    hearing: (journal) => ({
      ...journal,
      write(fact) {
        const record = journal.write(fact)
        for (const told of leases(record)) tell(told)
        return record
      },
    }),
    onLost: (told) => void lost.push(told),
    async goodbye() {
      over = true
      tell({ told: 'goodbye' })
      input.end()
      child.ref()
      await Promise.race([ended, once(AbortSignal.timeout(leaveMs), 'abort')])
      child.unref()
    },
  }
}

function started([file = '', ...args]: readonly string[], log: string): ChildProcess {
  const out = openSync(log, 'w', 0o600)
  try {
    return spawn(file, args, {
      detached: true,
      env: withoutCrashPoint(process.env),
      stdio: ['pipe', out, out, 'pipe'],
    })
  } finally {
    closeSync(out)
  }
}

/** The watchdog says a word on a pipe of its own as soon as it listens. */
async function ready(child: ChildProcess, ended: Promise<unknown>, log: string): Promise<void> {
  const word = child.stdio[3] as Readable
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), startMs)
  const gone = ended.then(() => Promise.reject(new Error('it ended at once')))
  try {
    await Promise.race([once(word, 'data', { signal: late.signal }), gone])
  } catch (cause) {
    child.kill('SIGKILL')
    throw new DrillError('refused', `the watchdog did not come up: ${lastOf(log)}`, {
      cause,
      next: 'without one nothing would undo the drill if this process died; nothing was changed',
    })
  } finally {
    clearTimeout(timer)
    word.destroy()
    gone.catch(() => undefined)
  }
}

function lastOf(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').at(-1) || 'it said nothing'
}

/** What a record means for what may stand, and how long. */
function leases(record: JournalRecord): Told[] {
  switch (record.type) {
    case 'fault.intent':
      return [{ told: 'lease', change: `fault ${record.fault}`, forMs: record.leaseMs ?? undoLeaseMs }]
    case 'undo.intent':
      return [{ told: 'lease', change: `fault ${record.fault}`, forMs: undoLeaseMs }]
    case 'undo.verified':
      return [{ told: 'released', change: `fault ${record.fault}` }]
    case 'change.intent':
      return [{ told: 'lease', change: record.change, forMs: record.leaseMs }]
    case 'change.undone':
      return [{ told: 'released', change: record.change }]
    default:
      return []
  }
}
