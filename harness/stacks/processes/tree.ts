import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../../model/error.ts'
import { isReaped, type ProcessStat, statOf, statOfNamed } from '../../model/process.ts'
import type { StartedProcess } from '../started.ts'
import { allProcesses, startedWith } from './proc.ts'

/** Every process is started with this variable, so that children whose parent died are found again. */
export const partVariable = 'DRILL_PART_DIR'

const patienceMs = 10_000
const betweenMs = 10

/** A part as it was started: its first process, and the folder that all of them carry in their environment. */
export interface PartProcess {
  readonly started: StartedProcess
  readonly dir: string
}

/** The part's first process with all its descendants, and what such descendants left behind when they died. */
function membersOf(part: PartProcess): readonly ProcessStat[] {
  const all = allProcesses()
  const root = statOfNamed(part.started)
  const found = new Map(root ? [[root.pid, root]] : [])
  for (const stat of all) if (startedWith(stat.pid, partVariable) === part.dir) found.set(stat.pid, stat)
  // A server whose children rewrite their environment (PostgreSQL) is followed by who started whom.
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const stat of all) if (found.has(stat.parent)) found.set(stat.pid, stat)
  }
  return [...found.values()]
}

/** Stops every process of the part, and those that it starts meanwhile. */
export function freeze(part: PartProcess): Promise<void> {
  return until(part, 'SIGSTOP', (stat) => stat.state === 'T')
}

export function thaw(part: PartProcess): Promise<void> {
  return until(part, 'SIGCONT', (stat) => stat.state !== 'T')
}

/** SIGKILL of every process of the part; returns when none is left. */
export async function kill(part: PartProcess): Promise<void> {
  // Frozen first: a parent that sees its children die would start others.
  await freeze(part)
  await until(part, 'SIGKILL', () => false)
  dropShared(part.started)
}

/** What a clock of its own keeps in shared memory: a part without a namespace of its own leaves it when it is killed. */
function dropShared({ pid }: StartedProcess): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    rmSync(join('/dev/shm', name), { force: true })
}

/** PostgreSQL does not start while the pid of its predecessor exists. Where nobody reaps, waiting has an end. */
export async function untilReaped(part: PartProcess): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!isReaped(part.started) && performance.now() < deadline) await pause(betweenMs)
}

/**
 * Ends parts the polite way, all at once, so that no server waits for another's connections; PostgreSQL, which
 * may wait for a client, understands SIGINT. What is left then is killed.
 */
export async function end(parts: readonly PartProcess[]): Promise<void> {
  for (const [polite, politeMs] of [
    ['SIGTERM', 500],
    ['SIGINT', 4_000],
  ] as const) {
    const roots = parts.flatMap((part) => statOfNamed(part.started) ?? [])
    for (const { pid } of parts.flatMap(membersOf)) send(pid, 'SIGCONT')
    for (const { pid } of roots) send(pid, polite)
    const deadline = performance.now() + politeMs
    while (performance.now() < deadline && roots.some(isAlive)) await pause(betweenMs)
  }
  await Promise.all(parts.map(kill))
}

const isAlive = (stat: ProcessStat) => statOf(stat.pid)?.startTime === stat.startTime

/** Sends the signal to every member that is not as wanted, until none is left that is not. */
async function until(part: PartProcess, signal: NodeJS.Signals, wanted: (stat: ProcessStat) => boolean) {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const others = membersOf(part).filter((stat) => !wanted(stat))
    if (others.length === 0) return
    if (performance.now() > deadline)
      throw new DrillError('fault-failed', `${others.length} processes of ${part.dir} did not heed ${signal}`)
    for (const { pid } of others) send(pid, signal)
    await pause(betweenMs)
  }
}

/** A process that has ended meanwhile needs no signal. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH')
      throw new DrillError('fault-failed', `the process ${pid} takes no ${signal}`, { cause })
  }
}
