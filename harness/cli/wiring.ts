import type { Catalog } from '../engine/catalog.ts'
import type { StackDriver } from '../stacks/stack.ts'

/** The only place that knows every concrete plug-in. Loaded when a command needs it, so that `--help` stays quick. */
export async function catalog(): Promise<Catalog> {
  return (await import('./plug-ins.ts')).plugIns
}

/** Every driver over the parts of the reference estate, in the order in which `auto` tries them. */
export async function drivers(): Promise<readonly StackDriver[]> {
  const [{ parts }, stacks] = await Promise.all([
    import('../../docker/reference/parts/index.ts'),
    import('../stacks/index.ts'),
  ])
  return stacks.drivers(parts)
}
