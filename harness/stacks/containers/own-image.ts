import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { DrillError } from '../../model/error.ts'
import type { Engine } from '../../setup/engine-client.ts'
import { present, pull } from '../../setup/engine-registry.ts'
import { executable } from '../../setup/places.ts'
import type { Layout } from '../layout.ts'
import type { Replacing } from '../resolve.ts'

/** A user's own image in the place of a part; it is told everything by its environment. */
export const byImage: Replacing = { by: 'image', configure: async () => ({ command: [] }) }

/** Throws `refused` when the image is neither here nor to be had. */
export async function requireImage(engine: Engine, image: string, signal: AbortSignal): Promise<void> {
  if ((await present(engine, image)) || (await pull(engine, image, signal))) return
  signal.throwIfAborted()
  throw new DrillError('refused', `the image ${image} is not here and cannot be pulled`, {
    next: `Build it, or run: docker pull ${image}`,
  })
}

/**
 * An image may lack a shell, so that its output goes to the engine; a process of its own copies it into the
 * service's log files, and ends with the container.
 */
export function followLogs(layout: Layout, service: string, containerId: string, sinceMs: number): void {
  const docker = executable('docker')
  if (!docker)
    throw new DrillError('refused', `the log of ${service} needs the program docker`, {
      next: 'Install it (Debian: apt-get install docker.io).',
    })
  const out = openSync(layout.stdout(service), 'a', 0o600)
  const err = openSync(layout.stderr(service), 'a', 0o600)
  const since = new Date(sinceMs).toISOString()
  const follower = spawn(docker, ['logs', '--follow', '--since', since, containerId], {
    detached: true,
    stdio: ['ignore', out, err],
  })
  follower.once('error', () => undefined)
  follower.unref()
  closeSync(out)
  closeSync(err)
}
