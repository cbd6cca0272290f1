import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packagesInImage, suite } from './engine-layout.ts'
import { toolPath } from './places.ts'
import { keycloak, openbao, type ToolName, toxiproxy } from './tools.ts'

/**
 * One thing that goes into the images. Where registries can be reached it comes from its official image; else an
 * image made here of the same files, at the same path, stands in for it.
 */
export interface Source {
  readonly name: string
  /** Undefined for our own code. */
  readonly official: string | undefined
  /** Tag of the image that stands in; carries a digest of what it is made of. */
  readonly standIn: string
  /** Files for a stand-in: everything in `folder` (or `file` of it), placed under `at`; of `tool`, if that has to be fetched. */
  readonly files?: {
    readonly folder: () => string
    readonly file?: string
    readonly at: string
    readonly tool?: ToolName
  }
}

export const sourceNames = ['debian', 'node', 'keycloak', 'openbao', 'toxiproxy', 'services'] as const
export type SourceName = (typeof sourceNames)[number]

export function sources(): Readonly<Record<SourceName, Source>> {
  const make = (
    name: string,
    parts: readonly (string | Buffer)[],
    official?: string,
    files?: Source['files'],
  ): Source => ({
    name,
    official,
    standIn: `identity-drill/source-${name}:${digestOf(parts)}`,
    ...(files ? { files } : {}),
  })
  const tool = (
    of: { name: 'keycloak' | 'openbao' | 'toxiproxy'; version: string },
    image: string,
    at: string,
    file?: string,
  ) =>
    make(of.name, [of.version, at], `${image}:${of.version}`, {
      folder: () => toolPath(of.name),
      tool: of.name,
      at,
      ...(file ? { file } : {}),
    })
  const node = process.versions.node
  const services = toolPath('services')
  return {
    debian: make('debian', [suite, ...packagesInImage], `debian:${suite}-slim`),
    node: make('node', [node], `node:${node}-${suite}-slim`, {
      folder: () => toolPath('node'),
      file: 'node',
      at: 'usr/local/bin',
    }),
    keycloak: tool(keycloak, 'quay.io/keycloak/keycloak', 'opt/keycloak'),
    openbao: tool(openbao, 'openbao/openbao', 'bin', 'bao'),
    toxiproxy: tool(toxiproxy, 'ghcr.io/shopify/toxiproxy', '', 'toxiproxy-server'),
    services: make('services', filesUnder(services), undefined, { folder: () => services, at: 'services' }),
  }
}

/** Twelve hexadecimal digits that change with any of the parts. */
export function digestOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(createHash('sha256').update(part).digest())
  return hash.digest('hex').slice(0, 12)
}

/** Names and contents of the files of a folder, for a digest. */
export function filesUnder(folder: string): (string | Buffer)[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => [name, readFileSync(join(folder, name))])
}
