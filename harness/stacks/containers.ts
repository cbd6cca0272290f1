import { engineClient, engineUnavailable } from '../setup/engine-client.ts'
import { anyRuns, containerStack } from './containers/container-stack.ts'
import type { Crew } from './containers/crew.ts'
import { driverName } from './containers/labels.ts'
import { byImage } from './containers/own-image.ts'
import { reseed } from './containers/reseed.ts'
import { sweepStack } from './containers/sweep.ts'
import { bringUp } from './containers/up.ts'
import { fixedClockOf } from './fixed-clock.ts'
import { layoutOf } from './layout.ts'
import { readManifest, requireManifest, stackLost } from './manifest.ts'
import type { Part } from './part.ts'
import { resolveParts } from './resolve.ts'
import { siteOf } from './site.ts'
import type { StackDriver } from './stack.ts'

/** The servers in containers, each in a network of its own that it shares with the proxy alone. */
export function containers(parts: readonly Part[]): StackDriver {
  return {
    name: driverName,
    summary: 'Servers in containers, each in a network of its own',
    offers: ['edges', 'freeze', 'kill-restart', 'clock'],
    fixedClock: (estate, service) => fixedClockOf(estate, service, parts, 'image'),
    unavailable: engineUnavailable,
    up: async (options, signal) => bringUp(await engine(), parts, options, signal),
    attach: async (name) => containerStack(await crewOf(name, parts)),
    reseed: async (name, defects, signal) => reseed(await crewOf(name, parts), defects, signal),
    async sweep(name) {
      const layout = layoutOf(name)
      // Without an engine there can be nothing of a stack, unless one was begun here.
      if (readManifest(layout)?.driver !== driverName && (await engineUnavailable()) !== undefined) return
      await sweepStack(await engine(), layout)
    },
  }
}

/** The crew of a stack that is up. Throws `stack-lost` when there is none. */
async function crewOf(name: string, parts: readonly Part[]): Promise<Crew> {
  const layout = layoutOf(name)
  const site = siteOf(layout, requireManifest(layout, driverName))
  const crew = { site, parts: resolveParts(site.estate, parts, byImage), engine: await engine() }
  if (!(await anyRuns(crew.engine, name))) throw stackLost(layout, 'has no running container left')
  return crew
}

const engine = async () => (await engineClient()).container.dockerode
