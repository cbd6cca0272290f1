import type { Catalog } from '../engine/catalog.ts'
import { faults } from '../faults/index.ts'
import { oracles } from '../oracles/index.ts'
import { steps } from '../steps/index.ts'
import { workloads } from '../workloads/index.ts'

/** Every plug-in; what they do is loaded when they do it. */
export const plugIns: Catalog = {
  ...{ faults: byName(faults), workloads: byName(workloads), steps: byName(steps) },
  oracles,
}

function byName<T extends { readonly name: string }>(entries: readonly T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]))
}
