import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheHome } from '../model/home.ts'
import { command } from './command.ts'
import { buildWithGo } from './go.ts'
import { installOnce } from './install.ts'
import { cached } from './places.ts'
import { cosign, securesystemslib } from './tools.ts'

export interface Verifiers {
  /** Executable. */
  readonly cosign: string
  /** Folder for PYTHONPATH. */
  readonly securesystemslib: string
}

/**
 * Installs what outsiders verify evidence with, which takes minutes the first time.
 * @throws DrillError `refused` when a tool cannot be had here, with what to do.
 */
export async function ensureVerifiers(say: (what: string) => void, signal: AbortSignal): Promise<Verifiers> {
  return {
    securesystemslib: await ensureSecuresystemslib(say, signal),
    cosign: await ensureCosign(say, signal),
  }
}

/** @throws DrillError `refused` without Go, or when its proxy cannot be reached. */
export async function ensureCosign(say: (what: string) => void, signal: AbortSignal): Promise<string> {
  const folder = cached(cosign)
  mkdirSync(join(cacheHome(), 'tools'), { recursive: true })
  await installOnce(folder, signal, async (part) => {
    say(`cosign ${cosign.version}: building ${cosign.module} with Go, which takes minutes`)
    await buildWithGo(cosign, 'cmd/cosign', '-s -w', part, signal)
  })
  return join(folder, 'cosign')
}

/** @throws DrillError `refused` without pip, or when its index cannot be reached. */
export async function ensureSecuresystemslib(
  say: (what: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const folder = cached(securesystemslib)
  mkdirSync(join(cacheHome(), 'tools'), { recursive: true })
  await installOnce(folder, signal, async (part) => {
    say(`securesystemslib ${securesystemslib.version}: fetching ${securesystemslib.requirement} with pip`)
    const pip = [
      'python3',
      '-m',
      'pip',
      'install',
      '--quiet',
      '--only-binary=:all:',
      '--root-user-action=ignore',
    ]
    const next = 'Install pip (Debian: apt-get install python3-pip), or check its index settings.'
    await command([...pip, '--target', part, securesystemslib.requirement], signal, { next })
  })
  return folder
}
