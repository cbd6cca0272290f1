import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import { readEstate } from '../readers/estate.ts'
import { type Layout, layoutOf, makeFolders } from './layout.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { type Site, siteOf } from './site.ts'
import type { UpOptions } from './stack.ts'
import { tlsFiles } from './tls-files.ts'

/** A stack that is about to be: its estate was read, nothing of it stands on disk yet. */
export interface Planned {
  readonly layout: Layout
  readonly estateFile: string
  readonly estate: Estate
}

/** Reads the estate. Throws `bad-input`, and `refused` when a stack of that name exists, whole or in part. */
export async function planned(options: UpOptions): Promise<Planned> {
  const layout = layoutOf(options.name)
  refuseExisting(layout)
  const estateFile = resolve(options.estateFile)
  return { layout, estateFile, estate: overridden((await readEstate(estateFile)).estate, options) }
}

/** Throws `refused` when a stack of that name was begun: whose it is, nothing here may touch it. */
export function refuseExisting({ manifest, name }: Layout): void {
  if (!existsSync(manifest)) return
  throw new DrillError('refused', `a stack named ${name} exists already`, {
    next: `End it with "drill down --stack ${name}".`,
  })
}

/** Writes the manifest, before anything is started, then folders and certificates. */
export async function begun(
  { layout, estateFile, estate }: Planned,
  how: Pick<Manifest, 'driver' | 'prefix' | 'versions'>,
): Promise<Site> {
  const services = Object.keys(estate.services)
  makeFolders(layout, services)
  const id = `${layout.name}-${randomBytes(4).toString('hex')}`
  const manifest = {
    schema: 'identity-drill/stack/1',
    id,
    name: layout.name,
    estateFile,
    estate,
    complete: false,
  } as const
  writeManifest(layout, { ...manifest, ...how })
  const site = siteOf(layout, { ...manifest, ...how })
  const hosts = services.map(
    (name) => [site.topology.hostName(name), tlsFiles(layout.serviceDir(name))] as const,
  )
  // Whoever finds the stack up needs no certificates made, nor what makes them.
  const { issueCertificates } = await import('./pki.ts')
  await issueCertificates(layout.ca, new Map(hosts))
  return site
}

/** Marks the stack as one that can be attached to. */
export function completed({ layout, manifest }: Site): Site {
  const whole = { ...manifest, complete: true }
  writeManifest(layout, whole)
  return siteOf(layout, whole)
}

/** The estate as it will run; parts and judges see seeded defects and lifetimes as if it had declared them. */
export function overridden(
  estate: Estate,
  { defects = {}, lifetimes = {} }: Pick<UpOptions, 'defects' | 'lifetimes'>,
): Estate {
  const changed = structuredClone(estate)
  for (const [name, seeded] of Object.entries(defects)) {
    const caller = changed.callers[name]
    const carrier = caller ?? named(changed.services, 'service', name).run
    carrier.defects = [...new Set([...(carrier.defects ?? []), ...seeded])]
  }
  for (const [name, drill] of Object.entries(lifetimes))
    named(changed.lifetimes, 'lifetime', name).drill = drill
  return changed
}

function named<T>(section: Readonly<Record<string, T>>, kind: string, name: string): T {
  const found = section[name]
  if (!found) throw new DrillError('bad-input', `the estate has no ${kind} named ${name}`)
  return found
}
