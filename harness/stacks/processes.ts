import { platform } from 'node:os'
import { DrillError } from '../model/error.ts'
import { packagesRefused } from '../setup/debian.ts'
import { findTool, toolPath } from '../setup/places.ts'
import { toolReport } from '../setup/report.ts'
import { debianPackages, toolNames } from '../setup/tools.ts'
import { fixedClockOf } from './fixed-clock.ts'
import { layoutOf } from './layout.ts'
import { requireManifest, stackLost } from './manifest.ts'
import type { Part } from './part.ts'
import type { Crew } from './processes/crew.ts'
import { isolationUnavailable, unprivilegedUser } from './processes/isolate.ts'
import { anyRuns, processStack } from './processes/process-stack.ts'
import { reseed } from './processes/reseed.ts'
import { sweepStack } from './processes/sweep.ts'
import { bringUp, byCommand, driverName, type Means } from './processes/up.ts'
import { resolveParts } from './resolve.ts'
import { siteOf } from './site.ts'
import type { Capability, StackDriver } from './stack.ts'

/** The servers as child processes on loopback: no container engine, everything else as in containers. */
export function processes(parts: readonly Part[]): StackDriver {
  const means: Means = { parts, tool, versions }
  return {
    name: driverName,
    summary: 'The same servers as child processes on loopback addresses',
    ...clock(),
    fixedClock: (estate, service) => fixedClockOf(estate, service, parts, undefined),
    async unavailable() {
      if (platform() !== 'linux') return 'processes get names of their own on Linux only'
      return isolationUnavailable()
    },
    up: (options, signal) => bringUp(means, options, signal),
    attach: async (name) => processStack(await crewOf(name, means)),
    reseed: async (name, defects, signal) => reseed(await crewOf(name, means), defects, signal),
    sweep: (name) => sweepStack(layoutOf(name)),
  }
}

const always: readonly Capability[] = ['edges', 'freeze', 'kill-restart']

/** Clocks can be moved where there is the library for it. */
function clock(): Pick<StackDriver, 'offers' | 'lacks'> {
  if (findTool('faketime')) return { offers: [...always, 'clock'] }
  const next = packagesRefused(debianPackages.faketime)?.next ?? 'Run `npx drill setup`.'
  return { offers: always, lacks: { clock: next } }
}

/** The crew of a stack that is up. Throws `stack-lost` when there is none. */
async function crewOf(name: string, { parts }: Means): Promise<Crew> {
  const layout = layoutOf(name)
  const site = siteOf(layout, requireManifest(layout, driverName))
  if (!anyRuns(layout)) throw stackLost(layout, 'has no process left')
  return { site, parts: resolveParts(site.estate, parts, byCommand), tool, user: await unprivilegedUser() }
}

function tool(name: string): string {
  const known = toolNames.find((each) => each === name)
  if (!known) throw new DrillError('internal', `the set-up knows no tool named ${name}`)
  return toolPath(known)
}

/** Versions of the servers; the browser and the set-up's own tools run outside of the stack. */
function versions(): Readonly<Record<string, string>> {
  const servers = ['keycloak', 'openbao', 'postgres', 'haproxy', 'toxiproxy', 'java', 'node', 'faketime']
  const rows = toolReport().filter(({ name, path }) => path !== undefined && servers.includes(name))
  return Object.fromEntries(rows.map(({ name, version }) => [name, version]))
}
