import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Subject } from '../model/statement.ts'
import { sha256OfFile } from './digest.ts'

export interface RunFiles {
  /** Names relative to the run's folder, with `/`, sorted. */
  readonly names: readonly string[]
  /** Links, sockets and the like: what they lead to is not the run's. */
  readonly strange: readonly string[]
}

/** Every file in a run's folder, wherever it lies. Nothing is followed out of it. */
export function filesOf(dir: string, below = ''): RunFiles {
  const names: string[] = []
  const strange: string[] = []
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isFile()) names.push(name)
    else if (entry.isDirectory()) {
      const inner = filesOf(dir, name)
      names.push(...inner.names)
      strange.push(...inner.strange)
    } else strange.push(name)
  }
  return { names: names.sort(), strange: strange.sort() }
}

/** Files as a statement speaks of them. */
export function subjectsOf(dir: string, names: readonly string[]): Subject[] {
  return names.map((name) => ({ name, digest: { sha256: sha256OfFile(join(dir, name)) } }))
}
