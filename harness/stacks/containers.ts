import { engineClient, engineUnavailable } from '../setup/engine-client.ts'
import { containerStack } from './containers/container-stack.ts'
import { byImage } from './containers/own-image.ts'
import { sweepStack } from './containers/sweep.ts'
import { bringUp, driverName } from './containers/up.ts'
import { layoutOf } from './layout.ts'
import { readManifest, requireManifest } from './manifest.ts'
import type { Part } from './part.ts'
import { resolveParts } from './resolve.ts'
import { siteOf } from './site.ts'
import type { StackDriver } from './stack.ts'

/** The servers in containers, each in a network of its own that it shares with the proxy alone. */
export function containers(parts: readonly Part[]): StackDriver {
  return {
    name: driverName,
    summary: 'Servers in containers, each in a network of its own',
    offers: ['edges', 'freeze', 'kill-restart'],
    unavailable: engineUnavailable,
    up: async (options, signal) => bringUp(await engine(), parts, options, signal),
    async attach(name) {
      const layout = layoutOf(name)
      const site = siteOf(layout, requireManifest(layout, driverName))
      return containerStack({
        site,
        parts: resolveParts(site.estate, parts, byImage),
        engine: await engine(),
      })
    },
    async sweep(name) {
      const layout = layoutOf(name)
      // Without an engine there can be nothing of a stack, unless one was begun here.
      if (readManifest(layout)?.driver !== driverName && (await engineUnavailable()) !== undefined) return
      await sweepStack(await engine(), layout)
    },
  }
}

const engine = async () => (await engineClient()).container.dockerode
