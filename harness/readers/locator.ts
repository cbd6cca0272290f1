import type { Locate, Path, Place } from '../model/complaint.ts'
import type { Node } from './tree.ts'

/** Finds the place of a value, or of its key, by its path; of the nearest parent when it is missing. */
export function locator(root: Node | undefined, at: (offset: number) => Place): Locate {
  return (path: Path, on = 'value') => {
    let node = root
    let key: Node | undefined
    for (const [depth, step] of path.entries()) {
      const found = node && child(node, step)
      // A missing value is reported at the key of the map that lacks it.
      if (!found) return at((key ?? node)?.offset ?? 0)
      key = found.key
      node = found.value
      if (on === 'key' && depth === path.length - 1) return at((key ?? node).offset)
    }
    return at(node?.offset ?? 0)
  }
}

function child({ pairs, items }: Node, step: string | number): { key?: Node; value: Node } | undefined {
  const value = typeof step === 'number' ? items?.[step] : undefined
  return value ? { value } : pairs?.find(({ word }) => word === String(step))
}
