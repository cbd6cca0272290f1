import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DrillError } from '../model/error.ts'
import type { PartContext } from './part.ts'
import type { Site } from './site.ts'
import { tlsFiles } from './tls-files.ts'

/** Finds the folder of an installed tool; throws DrillError when it is not installed. */
export type ToolPath = (name: string) => string

/** What the part of a service is told. Throws `bad-input` for a service that the estate does not have. */
export function partContext(site: Site, tool: ToolPath, name: string): PartContext {
  const { estate, layout, manifest, secrets, topology } = site
  const service = estate.services[name]
  if (!service) throw new DrillError('bad-input', `the estate has no service named ${name}`)
  const dir = layout.serviceDir(name)
  const { host, address, port } = topology.behind(name)
  return {
    name,
    service,
    estate,
    estateDir: dirname(manifest.estateFile),
    dir,
    listen: { address, port },
    host,
    tls: tlsFiles(dir),
    authority: (callee) => `${topology.hostName(callee)}:${topology.behind(callee).port}`,
    tool,
    secret: secrets.get,
    keepSecret: secrets.set,
    file: (file, content) => privateFile(join(dir, file), content),
    lifetimeMs(lifetime) {
      const found = estate.lifetimes[lifetime]
      if (!found) throw new DrillError('bad-input', `the estate has no lifetime named ${lifetime}`)
      return found.drill
    },
    defects: service.run.defects,
  }
}

/** Writes a file that only its owner may read, with the folders that it needs; returns its path. */
export function privateFile(path: string, content: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, content, { mode: 0o600 })
  return path
}
