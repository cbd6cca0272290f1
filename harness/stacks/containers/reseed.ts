import { requireImages } from '../../setup/engine-images.ts'
import { allEnded } from '../clean-up.ts'
import type { Part } from '../part.ts'
import { reseeding } from '../reseeding.ts'
import type { Defects, Stack } from '../stack.ts'
import { containerOf, containerStack } from './container-stack.ts'
import type { Crew, StartingCrew } from './crew.ts'
import { startAnew } from './start-part.ts'

/** See `StackDriver.reseed`. Throws `refused` for a part whose defects take effect at its first start only. */
export async function reseed(crew: Crew, defects: Defects, signal: AbortSignal): Promise<Stack> {
  const { site, changed } = await reseeding(crew.site, crew.parts, defects)
  const next: StartingCrew = { ...crew, site, images: await requireImages(crew.engine) }
  await allEnded(changed.map(([service, part]) => replaced(next, service, part, signal)))
  return containerStack(next)
}

/** A container keeps the environment that it was made with: other defects want another container. */
async function replaced(crew: StartingCrew, service: string, part: Part, signal: AbortSignal): Promise<void> {
  const container = await containerOf(crew, service)
  await container.remove({ force: true, v: true })
  await startAnew(crew, service, part, signal)
}
