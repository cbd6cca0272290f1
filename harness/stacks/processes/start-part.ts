import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { DrillError } from '../../model/error.ts'
import { findTool } from '../../setup/places.ts'
import { withOwnClock } from '../clock.ts'
import { partContext, privateFile } from '../context.ts'
import { serviceEnvironment } from '../environment.ts'
import { configureRunning } from '../first-start.ts'
import type { Launch, Part, PartContext } from '../part.ts'
import { readinessOf, untilReady } from '../ready.ts'
import { dialled } from '../site.ts'
import { startFailed } from '../start-failed.ts'
import type { StartedProcess } from '../started.ts'
import type { Crew } from './crew.ts'
import { requireAlive } from './failure.ts'
import { hostsOf } from './hosts.ts'
import { isolated } from './isolate.ts'
import { requireFree } from './ports.ts'
import { spawnPart } from './spawn.ts'

/** How a part was started, so that any process can start it again. */
interface Started {
  readonly cwd: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Configures a part, starts it, waits until it is ready and runs its first configuration. Throws `start-failed`. */
export function startFirst(crew: Crew, service: string, part: Part, signal: AbortSignal): Promise<void> {
  return configured(crew, service, part, 'bootstrap', signal)
}

/** Configures a part anew and starts it, without its first configuration: what it wrote elsewhere stays. Throws `start-failed`. */
export function startAnew(crew: Crew, service: string, part: Part, signal: AbortSignal): Promise<void> {
  return configured(crew, service, part, 'revive', signal)
}

/** Starts a part as it was started before, at the same address. Throws `start-failed`. */
export function startAgain(crew: Crew, service: string, part: Part, signal: AbortSignal): Promise<void> {
  return explained(crew, service, signal, async () => {
    const context = partContext(crew.site, crew.tool, service)
    const before = JSON.parse(readFileSync(crew.site.layout.launch(service), 'utf8')) as Started
    await run(crew, part, context, before, signal)
    await configureRunning(crew.site, part, context, 'revive', signal)
  })
}

/** Waits for a part that runs already, perhaps since a moment ago by another process. Throws `start-failed`. */
export function untilRevived(
  crew: Crew,
  part: Part,
  started: StartedProcess,
  signal: AbortSignal,
): Promise<void> {
  const { service } = started
  return explained(crew, service, signal, async () => {
    await ready(crew, part, started, signal)
    const context = partContext(crew.site, crew.tool, service)
    await configureRunning(crew.site, part, context, 'revive', signal)
  })
}

function configured(
  crew: Crew,
  service: string,
  part: Part,
  step: 'bootstrap' | 'revive',
  signal: AbortSignal,
): Promise<void> {
  return explained(crew, service, signal, async () => {
    const context = partContext(crew.site, crew.tool, service)
    const launch = clocked(part, context, await part.configure(context))
    const how = remembered(crew, part, context, launch)
    await own(crew, launch, context.dir)
    await run(crew, part, context, how, signal)
    await configureRunning(crew.site, part, context, step, signal)
  })
}

async function run(
  crew: Crew,
  part: Part,
  context: PartContext,
  how: Started,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  await requireFree(context.name, context.listen)
  const started = await spawnPart(crew.site.layout, context.name, how)
  await ready(crew, part, started, signal)
}

function ready({ site }: Crew, part: Part, started: StartedProcess, signal: AbortSignal): Promise<void> {
  const readiness = readinessOf(dialled(site), started.service, part.ready)
  return untilReady(readiness, requireAlive(started.service, started), signal)
}

function remembered({ site, user }: Crew, part: Part, context: PartContext, launch: Launch): Started {
  const hosts = context.file('hosts', hostsOf(site, context.name))
  const environment = serviceEnvironment(context, part.secrets ?? [])
  const started: Started = {
    cwd: launch.cwd ?? context.dir,
    command: isolated(launch, hosts, context.service.calls.length > 0, user),
    env: { ...environment, ...context.service.run.env, ...launch.env },
  }
  privateFile(site.layout.launch(context.name), JSON.stringify(started))
  return started
}

/** With a clock of its own, where there is the library for it and the part heeds it. */
function clocked({ fixedClock }: Part, { dir }: PartContext, launch: Launch): Launch {
  const library = findTool('faketime')
  return library && !fixedClock ? withOwnClock(launch, library, dir) : launch
}

/** A part without privileges owns its folder. */
async function own({ user }: Crew, launch: Launch, dir: string): Promise<void> {
  if (launch.unprivileged && user) await execa('chown', ['-R', `${user.uid}:${user.gid}`, dir])
}

async function explained(
  crew: Crew,
  service: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof DrillError && cause.code === 'bad-input') throw cause
    throw startFailed(crew.site, service, cause)
  }
}
