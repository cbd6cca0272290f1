import { DrillError } from '../model/error.ts'
import type { Estate, Service } from '../model/estate.ts'
import type { Part } from './part.ts'

/** How a driver runs a service that the user put in the place of a part: its own command, or its own image. */
export interface Replacing {
  readonly by: 'command' | 'image'
  configure: Part['configure']
}

/** The part of every service of the estate. Throws `bad-input` for an unknown part, `refused` for what cannot run here. */
export function resolveParts(
  estate: Estate,
  parts: readonly Part[],
  replacing: Replacing,
): ReadonlyMap<string, Part> {
  const entries = Object.entries(estate.services)
  return new Map(entries.map(([name, service]) => [name, resolvePart(name, service, parts, replacing)]))
}

function resolvePart(name: string, service: Service, parts: readonly Part[], replacing: Replacing): Part {
  const { run } = service
  const shipped = parts.find((part) => part.name === (run.part ?? name))
  if (run[replacing.by])
    return {
      // Its own readiness is unknown: what it replaces, or else an open port, must do.
      ...(shipped ?? { name, ready: { kind: 'tcp' } }),
      configure: replacing.configure,
    }
  if (!run.part) {
    const other = replacing.by === 'command' ? 'image' : 'command'
    throw new DrillError(
      'refused',
      `the service ${name} runs as an own ${other}, which this driver cannot start`,
      {
        next: `Give it a "${replacing.by}", or take the other driver.`,
      },
    )
  }
  if (!shipped) {
    const known = parts.map((part) => part.name).join(', ')
    throw new DrillError('bad-input', `the service ${name} runs the part ${run.part}, which there is not`, {
      next: `Parts are ${known}.`,
    })
  }
  return shipped
}
