import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Locate, Path, Place } from '../model/complaint.ts'

/** Finds the place of a value, or of its key, by its path; of the nearest parent when it is missing. */
export function locator(
  document: Document,
  targets: ReadonlyMap<Alias, Node>,
  at: (offset: number) => Place,
): Locate {
  const resolved = (node: unknown) => (isAlias(node) ? targets.get(node) : node)
  return (path: Path, on = 'value') => {
    let node: unknown = document.contents
    let key: unknown
    for (const [depth, step] of path.entries()) {
      const found = child(resolved(node), step)
      // A missing value is reported at the key of the map that lacks it.
      if (!found) return at(offsetOf(key ?? node))
      key = found.key
      node = found.value ?? found.key
      if (on === 'key' && depth === path.length - 1) return at(offsetOf(key ?? node))
    }
    return at(offsetOf(node))
  }
}

function child(node: unknown, step: string | number): { key?: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }: Pair) => isScalar(key) && String(key.value) === String(step))
    return pair && { key: pair.key, value: pair.value }
  }
  if (isSeq(node) && typeof step === 'number' && step in node.items) return { value: node.items[step] }
  return undefined
}

function offsetOf(node: unknown): number {
  return (node as Node | undefined)?.range?.[0] ?? 0
}
