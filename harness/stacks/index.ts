import { containers } from './containers.ts'
import type { Part } from './part.ts'
import { processes } from './processes.ts'
import type { StackDriver } from './stack.ts'

/** Every stack driver, the preferred first; the parts that they can run are the caller's to name. */
export function drivers(parts: readonly Part[]): readonly StackDriver[] {
  return [containers(parts), processes(parts)]
}
