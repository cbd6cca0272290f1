import type { Catalog } from '../engine/catalog.ts'
import type { StackDriver } from '../stacks/stack.ts'

/** The only place that knows every concrete plug-in. Loaded when a command needs it, so that `--help` stays quick. */
export async function catalog(): Promise<Catalog> {
  const [{ faults }, { workloads }, { steps }, { oracles }] = await Promise.all([
    import('../faults/index.ts'),
    import('../workloads/index.ts'),
    import('../steps/index.ts'),
    import('../oracles/index.ts'),
  ])
  return { faults: byName(faults), workloads: byName(workloads), steps: byName(steps), oracles }
}

/** Every driver over the parts of the reference estate, in the order in which `auto` tries them. */
export async function drivers(): Promise<readonly StackDriver[]> {
  const [{ parts }, stacks] = await Promise.all([
    import('../../docker/reference/parts/index.ts'),
    import('../stacks/index.ts'),
  ])
  return stacks.drivers(parts)
}

function byName<T extends { readonly name: string }>(entries: readonly T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]))
}
