import { readdirSync, readFileSync } from 'node:fs'
import { type ProcessStat, statOf } from '../../model/process.ts'

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
