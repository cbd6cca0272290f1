import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll } from 'vitest'
import { sha256 } from '../../harness/engine/digest.ts'

/** A tree of which only one folder may be written; names that climb out of it fall on what stands here. */
export interface Sentinel {
  readonly root: string
  /** Deep inside: the only folder that may change. */
  readonly inside: string
  /** A file outside, for links to lead to. */
  readonly victim: string
  /** Everything outside of `inside`: name → what it is. */
  snapshot(): Record<string, string>
}

export function sentinel(): Sentinel {
  const root = mkdtempSync(join(tmpdir(), 'drill-fuzz-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const inside = join(root, 'outer', 'runs', 'inside')
  mkdirSync(inside, { recursive: true })
  const victim = join(root, 'victim.txt')
  for (const file of [victim, join(root, 'x'), join(root, 'outer', 'x'), join(root, 'outer', 'runs', 'x')])
    writeFileSync(file, 'nobody writes here\n')
  mkdirSync(join(root, 'outer', 'logs'))
  return { root, inside, victim, snapshot: () => Object.fromEntries(told(root, root, inside)) }
}

function told(root: string, dir: string, without: string): [string, string][] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(dir, entry.name)
    if (path === without) return []
    const name = relative(root, path)
    if (entry.isSymbolicLink()) return [[name, `-> ${readlinkSync(path)}`]]
    if (entry.isDirectory()) return [[name, 'folder'], ...told(root, path, without)]
    return [[name, entry.isFile() ? `${sha256(readFileSync(path))} ${statSync(path).mode}` : 'special']]
  })
}
