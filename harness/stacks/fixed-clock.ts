import type { Estate } from '../model/estate.ts'
import type { Part } from './part.ts'

/** Why the clock of a service cannot be moved: its part says so, or what runs in its place lacks the library. */
export function fixedClockOf(
  estate: Estate,
  service: string,
  parts: readonly Part[],
  own: 'image' | undefined,
): string | undefined {
  const run = estate.services[service]?.run
  if (!run) return undefined
  if (own && run[own]) return `an ${own} of your own lacks libfaketime`
  return parts.find(({ name }) => name === (run.part ?? service))?.fixedClock
}
