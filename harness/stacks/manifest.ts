import { readFileSync } from 'node:fs'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { DrillError } from '../model/error.ts'
import type { Estate } from '../model/estate.ts'
import type { Layout } from './layout.ts'

/** stack.json: what another process needs to attach, to heal and to sweep. Holds no secret. */
export interface Manifest {
  readonly schema: 'identity-drill/stack/1'
  readonly id: string
  readonly name: string
  readonly driver: string
  /** First two octets of the stack's addresses. */
  readonly prefix: string
  readonly estateFile: string
  /** The estate as it runs: with the seeded defects and lifetimes that `up` was given. */
  readonly estate: Estate
  readonly versions: Readonly<Record<string, string>>
  /** False until every part was ready and configured: such a stack can only be swept. */
  readonly complete: boolean
}

export function writeManifest(layout: Layout, manifest: Manifest): void {
  writeFileAtomicSync(layout.manifest, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
}

/** The manifest of a stack, or undefined when no stack of that name was begun. */
export function readManifest(layout: Layout): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(layout.manifest, 'utf8')) as Manifest
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new DrillError('stack-lost', `${layout.manifest} cannot be read`, { cause })
  }
}

/** The manifest of a stack that came up. Throws `stack-lost` when there is none, or only half a start. */
export function requireManifest(layout: Layout, driver: string): Manifest {
  const manifest = readManifest(layout)
  if (manifest?.complete && manifest.driver === driver) return manifest
  const why = manifest?.complete
    ? `runs with the driver ${manifest.driver}`
    : manifest
      ? 'did not finish its start'
      : 'does not exist'
  throw stackLost(layout, why)
}

export function stackLost({ name }: Layout, why: string): DrillError {
  return new DrillError('stack-lost', `the stack ${name} ${why}`, {
    next: `End it with "drill down --stack ${name}", or start it with "drill up --stack ${name}".`,
  })
}
