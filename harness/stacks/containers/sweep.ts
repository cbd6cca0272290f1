import { rm } from 'node:fs/promises'
import type { Engine } from '../../setup/engine-client.ts'
import { allEnded } from '../clean-up.ts'
import type { Layout } from '../layout.ts'
import { readManifest } from '../manifest.ts'
import { containersOf, driverName, networksOf } from './labels.ts'

/**
 * Removes every container and network of the stack, known by their labels alone, and its folder, unless that
 * belongs to another driver. Idempotent.
 */
export async function sweepStack(engine: Engine, layout: Layout): Promise<void> {
  const containers = await containersOf(engine, layout.name)
  await allEnded(containers.map((container) => gone(container.remove({ force: true, v: true }))))
  const networks = await networksOf(engine, layout.name)
  await allEnded(networks.map((network) => gone(network.remove())))
  const owner = readManifest(layout)?.driver ?? driverName
  if (owner === driverName) await rm(layout.dir, { recursive: true, force: true, maxRetries: 3 })
}

/** What another process is removing, or has removed, is as good as removed here. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (cause) {
    const { statusCode = 0, message = '' } = cause as { statusCode?: number; message?: string }
    if (statusCode !== 404 && !message.includes('already in progress')) throw cause
  }
}
