import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { cacheHome } from '../model/home.ts'

/**
 * Runs `work` while no other process works under the same name. A child holds a kernel lock (flock) for as long
 * as its stdin is open, so the lock ends with this process however that dies: none is ever stale.
 */
export async function withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const folder = join(cacheHome(), 'locks')
  mkdirSync(folder, { recursive: true })
  const holder = spawn(
    'flock',
    [join(folder, `${name}.lock`), 'sh', '-c', 'echo locked; exec cat >/dev/null'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      signal,
    },
  )
  const ended = new Promise<never>((_, reject) => {
    holder.once('error', (cause) =>
      reject(new DrillError('refused', 'flock (util-linux) cannot run', { cause })),
    )
    holder.once('exit', () => reject(new DrillError('refused', `the lock ${name} could not be taken`)))
  })
  ended.catch(() => undefined)
  try {
    await Promise.race([once(holder.stdout, 'data'), ended])
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    holder.stdin.end()
  }
}
