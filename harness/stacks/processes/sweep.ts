import { rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Layout } from '../layout.ts'
import { readStarted } from '../started.ts'
import { allProcesses, startedWith } from './proc.ts'
import { end, type PartProcess, partVariable } from './tree.ts'

/** Ends every process of the stack, known from its file or by what it carries, and removes its folder. Idempotent. */
export async function sweepStack(layout: Layout): Promise<void> {
  await end(everyPart(layout))
  await rm(layout.dir, { recursive: true, force: true, maxRetries: 3 })
}

/** A part whose start was never noted, because the starting process died just then, is known by what it carries. */
function everyPart(layout: Layout): readonly PartProcess[] {
  const noted = readStarted(layout.started).flatMap((started) =>
    'pid' in started ? [{ started, dir: layout.serviceDir(started.service) }] : [],
  )
  const carried = allProcesses().flatMap(({ pid }) => startedWith(pid, partVariable) ?? [])
  const unnoted = [...new Set(carried)]
    .filter((dir) => dirname(dir) === layout.dir)
    .map((dir) => ({ started: { service: basename(dir), pid: 1, startTime: '', bootId: '' }, dir }))
  return [...noted, ...unnoted]
}
