import { readFileSync } from 'node:fs'

/** What names a process for good: its pid, its start (clock ticks since boot), and the boot that it ran in. */
export interface ProcessId {
  readonly pid: number
  readonly startTime: string
  readonly bootId: string
}

/** What /proc/<pid>/stat says; `state` is R, S, D, T (stopped), Z (ended, not yet reaped), … */
export interface ProcessStat {
  readonly pid: number
  readonly state: string
  readonly parent: number
  /** Clock ticks since boot: with the pid it names a process for as long as the machine runs. */
  readonly startTime: string
}

const bootIdFile = '/proc/sys/kernel/random/boot_id'

export function bootId(): string {
  return readFileSync(bootIdFile, 'utf8').trim()
}

/** Names this process, or another that runs now. */
export function processId(pid = process.pid): ProcessId {
  return { pid, startTime: statOf(pid)?.startTime ?? '0', bootId: bootId() }
}

/** Undefined for a process that does not exist, or has ended and only waits to be reaped. */
export function statOf(pid: number): ProcessStat | undefined {
  const stat = entryOf(pid)
  return stat && /[ZX]/.test(stat.state) ? undefined : stat
}

/** Has its parent taken note of its end? Until then its pid is in use, and some servers take it for alive. */
export function isReaped({ pid, startTime }: Pick<ProcessStat, 'pid' | 'startTime'>): boolean {
  return entryOf(pid)?.startTime !== startTime
}

/** The very process that was named, or undefined when it has ended, even if its pid was given to another. */
export function statOfNamed(named: ProcessId): ProcessStat | undefined {
  if (named.bootId !== bootId()) return undefined
  const stat = statOf(named.pid)
  return stat?.startTime === named.startTime ? stat : undefined
}

function entryOf(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name stands in brackets and may hold spaces and brackets.
    const [state = '', parent = '', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // Field 22 of the whole line; here counted from field 5.
    const startTime = rest[17] ?? ''
    return { pid, state, parent: Number(parent), startTime }
  } catch {
    return undefined
  }
}
