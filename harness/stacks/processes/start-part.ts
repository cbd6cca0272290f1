import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { DrillError } from '../../model/error.ts'
import { partContext, privateFile } from '../context.ts'
import { serviceEnvironment } from '../environment.ts'
import { configureRunning } from '../first-start.ts'
import type { Launch, Part, PartContext } from '../part.ts'
import { readinessOf, untilReady } from '../ready.ts'
import { dialled } from '../site.ts'
import { startFailed } from '../start-failed.ts'
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
  return explained(crew, service, signal, async () => {
    const context = partContext(crew.site, crew.tool, service)
    const launch = await part.configure(context)
    await run(crew, part, context, remembered(crew, part, context, launch), signal, () =>
      own(crew, launch, context.dir),
    )
    await configureRunning(crew.site, part, context, 'bootstrap', signal)
  })
}

/** Configures a part anew and starts it, without its first configuration: what it wrote elsewhere stays. Throws `start-failed`. */
export function startAnew(crew: Crew, service: string, part: Part, signal: AbortSignal): Promise<void> {
  return explained(crew, service, signal, async () => {
    const context = partContext(crew.site, crew.tool, service)
    const launch = await part.configure(context)
    await run(crew, part, context, remembered(crew, part, context, launch), signal, () =>
      own(crew, launch, context.dir),
    )
    await configureRunning(crew.site, part, context, 'revive', signal)
  })
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

async function run(
  { site }: Crew,
  part: Part,
  context: PartContext,
  before: Started,
  signal: AbortSignal,
  prepare: () => Promise<void> = async () => {},
): Promise<void> {
  await prepare()
  signal.throwIfAborted()
  await requireFree(context.name, context.listen)
  const started = await spawnPart(site.layout, context.name, before)
  await untilReady(
    readinessOf(dialled(site), context.name, part.ready),
    requireAlive(context.name, started),
    signal,
  )
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
