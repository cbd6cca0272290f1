import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives this process and all that it starts a temporary folder of their own, which goes with it: hundreds of small
 * folders of tests would stay otherwise. One that still has a stack stays, so that `drill recover` finds it. Its name is
 * short: paths of sockets are.
 */
export function ownTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'd-'))
  process.env.TMPDIR = folder
  process.on('exit', () => {
    const kept = readdirSync(folder).filter((name) => hasStack(join(folder, name)))
    for (const name of readdirSync(folder))
      if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
    if (kept.length === 0) rmSync(folder, { recursive: true, force: true })
  })
}

function hasStack(home: string): boolean {
  try {
    return readdirSync(join(home, 'stacks')).length > 0
  } catch {
    return false
  }
}
