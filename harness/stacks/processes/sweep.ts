import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Layout } from '../layout.ts'
import { readStarted } from '../started.ts'
import { end, type PartProcess } from './tree.ts'

/** Ends every process of the stack, known from its file or by what it carries, and removes its folder. Idempotent. */
export async function sweepStack(layout: Layout): Promise<void> {
  await end(everyPart(layout))
  await rm(layout.dir, { recursive: true, force: true, maxRetries: 3 })
}

/** Keeps what the parts logged; the folder of a stack that failed goes, with its secrets. */
export function keepLogs(layout: Layout): void {
  rmSync(layout.failed, { recursive: true, force: true })
  mkdirSync(layout.failed, { recursive: true, mode: 0o700 })
  for (const service of folders(layout))
    for (const file of [layout.stdout(service), layout.stderr(service)])
      if (existsSync(file)) cpSync(file, join(layout.failed, `${service}-${basename(file)}`))
}

/** A part whose start was never noted, because this process died just then, is found by its folder's name alone. */
function everyPart(layout: Layout): readonly PartProcess[] {
  const noted = readStarted(layout.started).flatMap((started) =>
    'pid' in started ? [{ started, dir: layout.serviceDir(started.service) }] : [],
  )
  const unnoted = folders(layout).map((service) => ({
    started: { service, pid: 1, startTime: '', bootId: '' },
    dir: layout.serviceDir(service),
  }))
  return [...noted, ...unnoted]
}

function folders(layout: Layout): string[] {
  if (!existsSync(layout.dir)) return []
  return readdirSync(layout.dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  )
}
