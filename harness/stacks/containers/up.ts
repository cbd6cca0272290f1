import type { Engine } from '../../setup/engine-client.ts'
import { requireImages } from '../../setup/engine-images.ts'
import { begun, completed, type Planned, planned } from '../begin.ts'
import { cleanedUpAfter } from '../clean-up.ts'
import { keepLogs } from '../keep-logs.ts'
import { inOrder } from '../order.ts'
import type { Part } from '../part.ts'
import { resolveParts } from '../resolve.ts'
import type { Stack, UpOptions } from '../stack.ts'
import { claimPrefix } from './addresses.ts'
import { containerStack } from './container-stack.ts'
import type { StartingCrew } from './crew.ts'
import { driverName } from './labels.ts'
import { makeNetworks } from './networks.ts'
import { byImage } from './own-image.ts'
import { startProxy } from './proxy-part.ts'
import { startFirst } from './start-part.ts'
import { sweepStack } from './sweep.ts'

/** Brings a stack up; on every way that does not, what was started is ended and removed, and its logs are kept. */
export async function bringUp(
  engine: Engine,
  known: readonly Part[],
  options: UpOptions,
  signal: AbortSignal,
): Promise<Stack> {
  const plan = await planned(options)
  const parts = resolveParts(plan.estate, known, byImage)
  try {
    const crew = await begin(engine, plan, parts, signal)
    await startProxy(crew, signal)
    await inOrder(parts, (service, part, either) => reported(crew, service, part, options, either), signal)
    return containerStack({ ...crew, site: completed(crew.site) })
  } catch (error) {
    return cleanedUpAfter(error, async () => {
      try {
        keepLogs(plan.layout)
      } finally {
        await sweepStack(engine, plan.layout)
      }
    })
  }
}

/** Takes addresses, writes everything down and makes the networks. */
async function begin(
  engine: Engine,
  plan: Planned,
  parts: ReadonlyMap<string, Part>,
  signal: AbortSignal,
): Promise<StartingCrew> {
  const images = await requireImages(engine)
  return claimPrefix(engine, signal, async (prefix) => {
    const site = await begun(plan, { driver: driverName, prefix, versions: images.versions })
    await makeNetworks(engine, site)
    return { site, parts, engine, images }
  })
}

async function reported(
  crew: StartingCrew,
  service: string,
  part: Part,
  { progress }: UpOptions,
  signal: AbortSignal,
): Promise<void> {
  progress?.(service, 'starting')
  await startFirst(crew, service, part, signal)
  progress?.(service, 'ready')
}
