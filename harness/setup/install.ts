import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DrillError } from '../model/error.ts'
import { withLock } from './lock.ts'

/**
 * Makes a folder once, whole or not at all: `make` fills a folder beside it, which is renamed at the end. What a
 * killed process left half-made is removed first; of two at once the second waits and finds the work done.
 */
export async function installOnce(
  folder: string,
  signal: AbortSignal,
  make: (part: string) => Promise<void>,
): Promise<void> {
  if (existsSync(folder)) return
  await withLock(basename(folder), signal, async () => {
    if (existsSync(folder)) return
    const part = `${folder}.part`
    rmSync(part, { recursive: true, force: true })
    mkdirSync(part, { recursive: true })
    try {
      await make(part)
      mkdirSync(dirname(folder), { recursive: true })
      renameSync(part, folder)
    } finally {
      rmSync(part, { recursive: true, force: true })
    }
  })
}

/** @throws DrillError `refused` when the file's SHA-256 is none of those that are pinned. */
export async function checkSha256(file: string, pinned: readonly string[]): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const found = hash.digest('hex')
  if (pinned.includes(found)) return
  throw new DrillError('refused', `${basename(file)} has checksum ${found}, which is not the pinned one`, {
    next: 'Do not use it: find out where it came from.',
  })
}
