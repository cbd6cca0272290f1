import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the package: the nearest folder above this file that has a package.json. */
export function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json')) && dir !== dirname(dir)) dir = dirname(dir)
  return dir
}

/** Version of this harness, from its package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string })
    .version
}

/** Folder for installed tools and prepared databases, shared by all checkouts of a user: DRILL_CACHE or ~/.cache/identity-drill. */
export function cacheHome(): string {
  return (
    process.env.DRILL_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'identity-drill')
  )
}

/** Folder for stacks that are up: DRILL_HOME or ~/.local/state/identity-drill. */
export function stateHome(): string {
  return (
    process.env.DRILL_HOME ??
    join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'identity-drill')
  )
}
