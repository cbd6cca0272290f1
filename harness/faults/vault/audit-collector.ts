import { constants } from 'node:fs'
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DrillError } from '../../model/error.ts'
import type { Stack } from '../../stacks/stack.ts'

/** Longer than the collector takes to see that it is to wait. */
const fullForMs = 500
const betweenMs = 25
const patienceMs = 10_000
/** Lines without anything in them: whoever reads them later passes over them. */
const blanks = Buffer.alloc(4_096, '\n')

/** While this file exists, whoever collects the vault's second audit log takes nothing from the pipe. */
const holdOf = (stack: Stack, vault: string) => join(stack.dir, vault, 'audit.hold')

/** Who made the collector wait; undefined when it does not. */
export function heldBy(stack: Stack, vault: string): Promise<string | undefined> {
  return readFile(holdOf(stack, vault), 'utf8').catch(() => undefined)
}

/** Makes the collector wait, and fills the pipe to it: the next audited request hangs. */
export async function hold(stack: Stack, vault: string, by: string, signal: AbortSignal): Promise<void> {
  await writeFile(holdOf(stack, vault), by, { mode: 0o600, flag: 'wx' })
  const pipe = await open(
    join(stack.dir, vault, 'audit.pipe'),
    constants.O_WRONLY | constants.O_NONBLOCK,
  ).catch(() => undefined)
  if (!pipe) throw new DrillError('fault-failed', `nobody collects the audit log of ${vault} over a pipe`)
  try {
    await fill(pipe, signal)
  } finally {
    await pipe.close()
  }
}

export async function release(stack: Stack, vault: string): Promise<void> {
  await rm(holdOf(stack, vault), { force: true })
}

/** What it was about to take when it was told to wait it still takes: full is what stays full. */
async function fill(pipe: Awaited<ReturnType<typeof open>>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + patienceMs
  let fullSince: number | undefined
  while (fullSince === undefined || performance.now() - fullSince < fullForMs) {
    signal.throwIfAborted()
    if (performance.now() > deadline) throw new DrillError('fault-failed', 'the audit pipe does not fill')
    const taken = await pipe.write(blanks).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EAGAIN') throw new DrillError('fault-failed', `the audit pipe: ${error.code}`)
        return false
      },
    )
    fullSince = taken ? undefined : (fullSince ?? performance.now())
    if (!taken) await new Promise((resolve) => setTimeout(resolve, betweenMs))
  }
}
