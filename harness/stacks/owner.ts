import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { type ProcessId, processId, statOfNamed } from '../model/process.ts'

/** Who keeps a stack: `up` keeps it warm for anybody, a run keeps its own until it ends. */
export interface Owner extends ProcessId {
  readonly keep: boolean
}

const fileIn = (stackDir: string) => join(stackDir, 'owner.json')

/** Written before the stack begins to come up, so that a stack whose runner died in mid-start is known as such. */
export function own(stackDir: string, keep: boolean): void {
  mkdirSync(stackDir, { recursive: true, mode: 0o700 })
  const owner: Owner = { keep, ...processId() }
  writeFileAtomicSync(fileIn(stackDir), `${JSON.stringify(owner)}\n`, { mode: 0o600 })
}

/** Undefined for a stack that nobody began, or whose file cannot be read. */
export function ownerOf(stackDir: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(stackDir), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

/** True for a stack that a run brought up for itself and whose runner is gone. */
export function orphaned(stackDir: string): boolean {
  const owner = ownerOf(stackDir)
  return owner !== undefined && !owner.keep && statOfNamed(owner) === undefined
}
