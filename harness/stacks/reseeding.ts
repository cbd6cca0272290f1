import { DrillError } from '../model/error.ts'
import { defectsIn, type Estate } from '../model/estate.ts'
import { readEstate } from '../readers/estate.ts'
import { overridden } from './begin.ts'
import { writeManifest } from './manifest.ts'
import type { Part } from './part.ts'
import { type Site, siteOf } from './site.ts'
import type { Defects } from './stack.ts'

export interface Reseeding {
  /** The stack as it is to be; its manifest is written. */
  readonly site: Site
  /** Services that have to be started anew, with their parts. */
  readonly changed: readonly (readonly [string, Part])[]
}

/**
 * Gives a stack's manifest exactly these defects on top of the estate's own. Throws `refused`, before anything
 * is written, for a part whose defects take effect at its first start only.
 */
export async function reseeding(
  { layout, manifest }: Site,
  parts: ReadonlyMap<string, Part>,
  defects: Defects,
): Promise<Reseeding> {
  const declared = (await readEstate(manifest.estateFile)).estate
  const wanted = overridden(declared, { defects })
  const changed = [...parts].filter(
    ([service]) => seededIn(wanted, service) !== seededIn(manifest.estate, service),
  )
  const clients = Object.keys(wanted.callers).filter(
    (caller) => seededIn(wanted, caller) !== seededIn(manifest.estate, caller),
  )
  for (const [service, part] of changed) refuseFirstStartOnly(service, part)
  const later = { ...manifest, estate: withDefectsOf(manifest.estate, wanted) }
  if (changed.length + clients.length > 0) writeManifest(layout, later)
  return { site: siteOf(layout, later), changed }
}

const seededIn = (estate: Estate, party: string) => defectsIn(estate, party).toSorted().join()

function withDefectsOf(running: Estate, wanted: Estate): Estate {
  const estate = structuredClone(running)
  for (const [name, service] of Object.entries(estate.services))
    service.run.defects = wanted.services[name]?.run.defects ?? []
  for (const [name, caller] of Object.entries(estate.callers)) caller.defects = wanted.callers[name]?.defects
  return estate
}

function refuseFirstStartOnly(service: string, part: Part): void {
  if (!part.bootstrap) return
  throw new DrillError('refused', `a defect of ${service} takes effect only when its stack comes up`, {
    next: 'run without --stack, so that a stack comes up for this run',
  })
}
