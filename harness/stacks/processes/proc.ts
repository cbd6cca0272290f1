import { readdirSync, readFileSync } from 'node:fs'
import type { StartedProcess } from '../started.ts'

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

/** Undefined for a process that does not exist, or has ended and only waits to be reaped. */
export function statOf(pid: number): ProcessStat | undefined {
  const stat = entryOf(pid)
  return stat && /[ZX]/.test(stat.state) ? undefined : stat
}

/** Has its parent taken note of its end? Until then its pid is in use, and some servers take it for alive. */
export function isReaped({ pid, startTime }: Pick<ProcessStat, 'pid' | 'startTime'>): boolean {
  return entryOf(pid)?.startTime !== startTime
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

/** The very process that was started, or undefined when it has ended, even if its pid was given to another. */
export function statOfStarted(started: Omit<StartedProcess, 'service'>): ProcessStat | undefined {
  if (started.bootId !== bootId()) return undefined
  const stat = statOf(started.pid)
  return stat?.startTime === started.startTime ? stat : undefined
}

export function allProcesses(): readonly ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
}

/** A variable of the environment that a process was started with; undefined without it and for others' processes. */
export function startedWith(pid: number, variable: string): string | undefined {
  try {
    const all = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return all.find((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1)
  } catch {
    return undefined
  }
}
