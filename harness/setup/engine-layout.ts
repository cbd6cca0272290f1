import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { keycloak, openbao, toxiproxy } from './tools.ts'

/** Cache folder inside the images: there the set-up's own code finds the tools as it does on a host. */
export const homeInImage = '/opt/identity-drill'

/** User of parts that must not be root; docker/images/base.Dockerfile makes it. */
export const unprivilegedInImage = 5432

/** Debian release that images are made of, and what they need of it. */
export const suite = 'bookworm'
export const packagesInImage = [
  'ca-certificates',
  'openjdk-17-jre-headless',
  'postgresql-15',
  'haproxy',
  'util-linux',
  'libfaketime',
] as const

const debianArchitectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }

const triplets: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
}

const folders: Readonly<Record<string, string>> = {
  keycloak: join(homeInImage, 'tools', `${keycloak.name}-${keycloak.version}`),
  openbao: join(homeInImage, 'tools', `${openbao.name}-${openbao.version}`),
  toxiproxy: join(homeInImage, 'tools', `${toxiproxy.name}-${toxiproxy.version}`),
  postgres: '/usr/lib/postgresql/15/bin',
  haproxy: '/usr/sbin',
  java: `/usr/lib/jvm/java-17-openjdk-${debianArchitectures[process.arch] ?? process.arch}`,
  node: join(homeInImage, 'node'),
  services: join(homeInImage, 'services'),
  faketime: `/usr/lib/${triplets[process.arch] ?? process.arch}/faketime/libfaketimeMT.so.1`,
}

/** Folder of a tool in the images, or `faketime`'s library; as `toolPath` on a host. */
export function toolInImage(name: string): string {
  const folder = folders[name]
  if (!folder) throw new DrillError('internal', `the images have no tool named ${name}`)
  return folder
}
