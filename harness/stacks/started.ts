import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import * as z from 'zod'
import { crashPoint } from '../model/crash-point.ts'

/** A started process; pid, start time (clock ticks since boot) and boot id together name it for good. */
const process = z.object({
  service: z.string(),
  pid: z.number().int().positive(),
  startTime: z.string(),
  bootId: z.string(),
})
const container = z.object({ service: z.string(), containerId: z.string() })
const entry = z.union([process, container])

export type StartedProcess = z.infer<typeof process>
export type Started = z.infer<typeof entry>

/** Appends one started part and fsyncs, so that a crash right after it leaves nothing unknown running. */
export function appendStarted(file: string, started: Started): void {
  crashPoint('before', 'part.noted')
  const fd = openSync(file, 'a+', 0o600)
  try {
    writeSync(fd, `${endsInMidLine(fd) ? '\n' : ''}${JSON.stringify(started)}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  crashPoint('after', 'part.noted')
}

/** Every part that was ever started, in order. A line torn by a crash was never acted on, and is left out. */
export function readStarted(file: string): readonly Started[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').flatMap(parsed)
}

/** The last start of each service. */
export function latestStarts(file: string): ReadonlyMap<string, Started> {
  return new Map(readStarted(file).map((started) => [started.service, started]))
}

function parsed(line: string): Started[] {
  try {
    const { success, data } = entry.safeParse(JSON.parse(line))
    return success ? [data] : []
  } catch {
    return []
  }
}

function endsInMidLine(fd: number): boolean {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
}
