import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { bootId, statOf, statOfStarted } from './processes/proc.ts'

/** Who keeps a stack: `up` keeps it warm for anybody, a run keeps its own until it ends. */
export interface Owner {
  readonly keep: boolean
  readonly pid: number
  readonly startTime: string
  readonly bootId: string
}

const fileIn = (stackDir: string) => join(stackDir, 'owner.json')

/** Written before the stack begins to come up, so that a stack whose runner died in mid-start is known as such. */
export function own(stackDir: string, keep: boolean): void {
  mkdirSync(stackDir, { recursive: true, mode: 0o700 })
  const owner: Owner = {
    keep,
    pid: process.pid,
    startTime: statOf(process.pid)?.startTime ?? '',
    bootId: bootId(),
  }
  writeFileAtomicSync(fileIn(stackDir), `${JSON.stringify(owner)}\n`, { mode: 0o600 })
}

/** True for a stack that a run brought up for itself and whose runner is gone. */
export function orphaned(stackDir: string): boolean {
  let owner: Owner
  try {
    owner = JSON.parse(readFileSync(fileIn(stackDir), 'utf8')) as Owner
  } catch {
    return false
  }
  return !owner.keep && statOfStarted(owner) === undefined
}
