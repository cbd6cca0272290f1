import { DrillError } from '../../model/error.ts'
import type { Estate } from '../../model/estate.ts'
import { readEstate } from '../../readers/estate.ts'
import { overridden } from '../begin.ts'
import { writeManifest } from '../manifest.ts'
import { siteOf } from '../site.ts'
import type { Defects, Stack } from '../stack.ts'
import type { Crew } from './crew.ts'
import { processStack } from './process-stack.ts'
import { startAnew } from './start-part.ts'

/** See `StackDriver.reseed`. Throws `refused` for a part whose defects take effect at its first start only. */
export async function reseed(crew: Crew, defects: Defects, signal: AbortSignal): Promise<Stack> {
  const { layout, manifest } = crew.site
  const declared = (await readEstate(manifest.estateFile)).estate
  const wanted = overridden(declared, { defects })
  const changed = Object.keys(wanted.services).filter(
    (service) => seededIn(wanted, service) !== seededIn(manifest.estate, service),
  )
  if (changed.length === 0) return processStack(crew)
  const estate = withDefectsOf(manifest.estate, wanted)
  const later = { ...manifest, estate }
  const next: Crew = { ...crew, site: siteOf(layout, later) }
  for (const service of changed) refuseFirstStartOnly(crew, service)
  writeManifest(layout, later)
  await Promise.all(changed.map((service) => restarted(crew, next, service, signal)))
  return processStack(next)
}

const seededIn = (estate: Estate, service: string) => estate.services[service]?.run.defects.toSorted().join()

function withDefectsOf(running: Estate, wanted: Estate): Estate {
  const estate = structuredClone(running)
  for (const [name, service] of Object.entries(estate.services))
    service.run.defects = wanted.services[name]?.run.defects ?? []
  return estate
}

function refuseFirstStartOnly({ parts }: Crew, service: string): void {
  if (!parts.get(service)?.bootstrap) return
  throw new DrillError('refused', `a defect of ${service} takes effect only when its stack comes up`, {
    next: 'run without --stack, so that a stack comes up for this run',
  })
}

async function restarted(before: Crew, next: Crew, service: string, signal: AbortSignal): Promise<void> {
  const part = next.parts.get(service)
  if (!part) throw new DrillError('internal', `${service} has no part`)
  const stack = processStack(before)
  await stack.kill(service)
  await startAnew(next, service, part, signal)
}
