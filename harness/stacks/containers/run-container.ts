import { hostname } from 'node:os'
import type { ContainerOptions, Engine } from '../../setup/engine-client.ts'
import { unprivilegedInImage } from '../../setup/engine-layout.ts'
import type { Site } from '../site.ts'
import { appendStarted } from '../started.ts'
import { labelsOf, nameOf } from './labels.ts'
import { networkName } from './networks.ts'

/** One container of a stack, whatever runs in it. */
export interface Placing {
  readonly service: string
  readonly image: string
  /** Party in whose network it lives, and its address there. */
  readonly party: string
  readonly address: string
  readonly env: Readonly<Record<string, string>>
  readonly hosts: readonly string[]
  readonly user: string
  readonly options: ContainerOptions
}

/** Creates a container, notes it before it runs, and returns it; the caller starts it. */
export async function place(engine: Engine, site: Site, placing: Placing) {
  const { service, image, party, address, env, hosts, user, options } = placing
  const { layout } = site
  const dir = layout.serviceDir(service)
  const network = networkName(site, party)
  const container = await engine.createContainer({
    ...options,
    name: nameOf(layout.name, service),
    Image: image,
    User: user,
    Hostname: hostname().slice(0, 63),
    WorkingDir: options.WorkingDir ?? dir,
    Env: Object.entries({ HOME: dir, ...env }).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(layout.name, service),
    HostConfig: {
      // The same path inside and outside: what the harness wrote is what the part reads, and no other part's.
      Binds: [`${dir}:${dir}`],
      NetworkMode: network,
      ExtraHosts: [...hosts],
      ...options.HostConfig,
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } },
  })
  appendStarted(layout.started, { service, containerId: container.id })
  return container
}

/** Who a container runs as: whoever owns the stack's files, or a user without rights where the part asks for it. */
export function userFor(unprivileged: boolean): { uid: number; gid: number } {
  const uid = process.getuid?.() ?? 0
  if (uid === 0 && unprivileged) return { uid: unprivilegedInImage, gid: unprivilegedInImage }
  return { uid, gid: process.getgid?.() ?? 0 }
}

/** Runs a command of our own images: its output in files, as in the other driver, and no rights that it needs not. */
export function commandOf(site: Site, service: string, command: readonly string[]): ContainerOptions {
  const script = 'out=$1 err=$2; shift 2; exec "$@" >>"$out" 2>>"$err"'
  const { stdout, stderr } = site.layout
  return {
    Entrypoint: ['/bin/sh', '-c', script, 'sh', stdout(service), stderr(service)],
    Cmd: [...command],
    HostConfig: { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
  }
}
