import { DrillError } from '../model/error.ts'
import type { Part } from './part.ts'

/**
 * Starts every service as soon as those it comes after are ready, side by side where it can. The first failure
 * aborts the others; it is thrown after all of them have ended.
 */
export async function inOrder(
  parts: ReadonlyMap<string, Part>,
  start: (service: string, part: Part, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const begun = new Map<string, Promise<void>>()
  const begin = (service: string, part: Part, path: readonly string[]): Promise<void> => {
    if (path.includes(service)) throw circular([...path, service])
    const running = begun.get(service)
    if (running) return running
    const before = predecessors(parts, part).map(([name, other]) => begin(name, other, [...path, service]))
    const all = Promise.all(before).then(() => {
      either.throwIfAborted()
      return start(service, part, either)
    })
    const settled = all.catch((error: unknown) => {
      failed.abort(error)
      throw error
    })
    begun.set(service, settled)
    return settled
  }
  try {
    for (const [service, part] of parts) begin(service, part, [])
  } catch (error) {
    failed.abort(error)
  }
  await Promise.allSettled(begun.values())
  either.throwIfAborted()
}

function predecessors(parts: ReadonlyMap<string, Part>, part: Part): [string, Part][] {
  return [...parts].filter(([, other]) => part.after?.includes(other.name))
}

function circular(path: readonly string[]): DrillError {
  return new DrillError('bad-input', `the parts wait for each other: ${path.join(' → ')}`)
}
