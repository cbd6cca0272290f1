import { closeSync, openSync } from 'node:fs'
import { execa } from 'execa'
import { crashPoint } from '../../model/crash-point.ts'
import { DrillError } from '../../model/error.ts'
import type { Container } from '../../setup/engine-client.ts'
import type { Images } from '../../setup/engine-images.ts'
import { toolInImage } from '../../setup/engine-layout.ts'
import { withOwnClock } from '../clock.ts'
import { partContext } from '../context.ts'
import { serviceEnvironment } from '../environment.ts'
import { configureRunning } from '../first-start.ts'
import { bypassed, namesFor } from '../names.ts'
import type { Launch, Part, PartContext } from '../part.ts'
import { readinessOf, untilReady } from '../ready.ts'
import { dialled, type Site } from '../site.ts'
import { startFailed } from '../start-failed.ts'
import type { Crew, StartingCrew } from './crew.ts'
import { requireRunning } from './failure.ts'
import { join } from './networks.ts'
import { followLogs, requireImage } from './own-image.ts'
import { commandOf, place, userFor } from './run-container.ts'

/** Configures a part, starts it, waits until it is ready and runs its first configuration. Throws `start-failed`. */
export function startFirst(
  crew: StartingCrew,
  service: string,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  return configured(crew, service, part, 'bootstrap', signal)
}

/** Configures a part anew and starts it, without its first configuration: what it wrote elsewhere stays. Throws `start-failed`. */
export function startAnew(
  crew: StartingCrew,
  service: string,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  return configured(crew, service, part, 'revive', signal)
}

/** Starts a part's container again, or waits for one that runs already. Throws `start-failed`. */
export function startAgain(
  crew: Crew,
  service: string,
  part: Part,
  container: Container,
  signal: AbortSignal,
): Promise<void> {
  return explained(crew.site, service, signal, async () => {
    const context = partContext(crew.site, toolInImage, service)
    await run(crew, part, context, container, signal)
    await configureRunning(crew.site, part, context, 'revive', signal)
  })
}

function configured(
  crew: StartingCrew,
  service: string,
  part: Part,
  step: 'bootstrap' | 'revive',
  signal: AbortSignal,
): Promise<void> {
  return explained(crew.site, service, signal, async () => {
    const context = partContext(crew.site, toolInImage, service)
    const launch = clocked(part, context, await part.configure(context))
    const container = await placed(crew, part, context, launch, signal)
    await run(crew, part, context, container, signal)
    await configureRunning(crew.site, part, context, step, signal)
  })
}

async function run(
  { site }: Crew,
  part: Part,
  context: PartContext,
  container: Container,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const sinceMs = Date.now()
  const isNew = await started(container)
  if (isNew && context.service.run.image) followLogs(site.layout, context.name, container.id, sinceMs)
  const readiness = readinessOf(dialled(site), context.name, part.ready)
  await untilReady(readiness, requireRunning(context.name, container), signal)
}

/** False when it ran already, perhaps since a moment ago by another process. */
async function started(container: Container): Promise<boolean> {
  try {
    crashPoint('before', 'part.started')
    await container.start()
    crashPoint('after', 'part.started')
    return true
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 304) return false
    throw cause
  }
}

async function placed(
  { site, engine, images }: StartingCrew,
  part: Part,
  context: PartContext,
  launch: Launch,
  signal: AbortSignal,
): Promise<Container> {
  const { name, service, listen, dir } = context
  const { uid, gid } = userFor(launch.unprivileged ?? false)
  const env = { ...serviceEnvironment(context, part.secrets ?? []), ...service.run.env, ...launch.env }
  for (const file of [site.layout.stdout(name), site.layout.stderr(name)])
    closeSync(openSync(file, 'a', 0o600))
  if (uid !== process.getuid?.()) await execa('chown', ['-R', `${uid}:${gid}`, dir])
  if (service.run.image) await requireImage(engine, service.run.image, signal)
  const container = await place(engine, site, {
    service: name,
    image: service.run.image ?? imageOf(images, part),
    party: name,
    address: listen.address,
    env,
    hosts: namesFor(site, name).map(({ host, address }) => `${host}:${address}`),
    user: `${uid}:${gid}`,
    options: service.run.image ? {} : commandOf(site, name, launch.command),
  })
  await seedBypass(engine, site, name, container)
  return container
}

/** With a clock of its own; an image of the user's own lacks the library for it. */
function clocked({ fixedClock }: Part, { dir, service }: PartContext, launch: Launch): Launch {
  return fixedClock || service.run.image ? launch : withOwnClock(launch, toolInImage('faketime'), dir)
}

/** A service that is to go around the proxy gets a way to do so, which no other has. */
async function seedBypass(
  engine: Crew['engine'],
  site: Site,
  service: string,
  container: Container,
): Promise<void> {
  const callee = bypassed(site, service)
  if (!callee) return
  const { address } = site.topology.behind(callee)
  await join(engine, site, container.id, callee, address.replace(/\.3$/, '.9'))
}

function imageOf(images: Images, { name }: Part): string {
  const own: Readonly<Record<string, string>> = {
    keycloak: images.keycloak,
    openbao: images.openbao,
    orders: images.services,
    ledger: images.services,
    pager: images.services,
  }
  return own[name] ?? images.base
}

async function explained(
  site: Site,
  service: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof DrillError && ['bad-input', 'refused'].includes(cause.code)) throw cause
    throw startFailed(site, service, cause)
  }
}
