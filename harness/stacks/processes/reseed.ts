import { allEnded } from '../clean-up.ts'
import type { Part } from '../part.ts'
import { reseeding } from '../reseeding.ts'
import type { Defects, Stack } from '../stack.ts'
import type { Crew } from './crew.ts'
import { killAndReap, processStack } from './process-stack.ts'
import { startAnew } from './start-part.ts'

/** See `StackDriver.reseed`. Throws `refused` for a part whose defects take effect at its first start only. */
export async function reseed(crew: Crew, defects: Defects, signal: AbortSignal): Promise<Stack> {
  const { site, changed } = await reseeding(crew.site, crew.parts, defects)
  const next: Crew = { ...crew, site }
  await allEnded(changed.map(([service, part]) => restarted(crew, next, service, part, signal)))
  return processStack(next)
}

async function restarted(
  before: Crew,
  next: Crew,
  service: string,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  await killAndReap(before, service)
  await startAnew(next, service, part, signal)
}
