import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../../../harness/model/error.ts'
import type { Bootstrap } from '../../../harness/stacks/part.ts'

const patienceMs = 60_000
const betweenMs = 100

/** Waits until the vault is unsealed and leads, or is the standby that a drill made it. Throws `start-failed` after a minute. */
export async function whenActive({ fetch, context, signal }: Bootstrap): Promise<void> {
  await until(
    `${context.name} to be unsealed and active`,
    async () => {
      // By status alone, which the vault's client drops for this path.
      const response = await fetch(context.name, '/v1/sys/health')
      await response.body?.cancel()
      const follows = response.status === 429 && existsSync(join(context.dir, 'quorum.lost'))
      return response.status === 200 || follows
    },
    signal,
  )
}

/** Asks until a condition holds. Throws `start-failed` after a minute. */
export async function until(what: string, holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new DrillError('start-failed', `waited ${patienceMs / 1000} s for ${what}`)
    await pause(betweenMs, undefined, { signal })
  }
}
