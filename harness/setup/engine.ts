import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DrillError } from '../model/error.ts'
import { cacheHome } from '../model/home.ts'
import { installPackages } from './debian.ts'
import { engineAnswers, engineUnavailable } from './engine-client.ts'
import { executable } from './places.ts'

const patienceMs = 60_000
const betweenMs = 200

/**
 * Sees to it that a container engine answers: installs Debian's and starts it when none does.
 * @throws DrillError `refused`, with the command to run, when this is not root on Debian; `start-failed` when the
 * engine does not come up.
 */
export async function ensureEngine(progress: (what: string) => void, signal: AbortSignal): Promise<void> {
  if (await engineAnswers()) return refuseUnfit()
  if (!executable('dockerd')) await installPackages(['docker.io'], progress, signal)
  if (process.getuid?.() !== 0)
    throw new DrillError('refused', 'a container engine is installed, but does not answer', {
      next: 'Run: sudo systemctl start docker, and see to it that this user may use it (group docker).',
    })
  await startEngine(progress, signal)
}

/** An engine of the user's own is never replaced. */
async function refuseUnfit(): Promise<void> {
  const why = await engineUnavailable()
  if (why) throw new DrillError('refused', why, { next: 'Take the driver `processes`.' })
}

async function startEngine(progress: (what: string) => void, signal: AbortSignal): Promise<void> {
  mkdirSync(cacheHome(), { recursive: true })
  const log = join(cacheHome(), 'dockerd.log')
  progress(`container engine: starting dockerd, log in ${log}`)
  const out = openSync(log, 'a', 0o600)
  const engine = spawn(executable('dockerd') ?? '/usr/sbin/dockerd', [], {
    detached: true,
    stdio: ['ignore', out, out],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  })
  closeSync(out)
  engine.unref()
  const deadline = Date.now() + patienceMs
  while (!(await engineAnswers())) {
    signal.throwIfAborted()
    if (engine.exitCode !== null || Date.now() > deadline)
      throw new DrillError('start-failed', 'the container engine did not come up', { next: `Read ${log}.` })
    await pause(betweenMs, undefined, { signal })
  }
  progress('container engine: answers')
}

export { ensureImages } from './engine-images.ts'
