import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { checkSha256 } from './install.ts'
import { mavenCopy } from './tools.ts'

/** Fetches an archive with Maven, checks it, and unpacks it without its top folder into `into`. */
export async function fetchFromMaven(
  from: { artifact: string; file: string; sha256: string },
  into: string,
  signal: AbortSignal,
): Promise<void> {
  const next = 'Install Maven (Debian: apt-get install maven), or check its proxy settings.'
  await command(
    ['mvn', '--batch-mode', '--quiet', mavenCopy, `-Dartifact=${from.artifact}`, `-DoutputDirectory=${into}`],
    signal,
    { cwd: into, next },
  )
  const archive = join(into, from.file)
  await checkSha256(archive, [from.sha256])
  await command(['tar', '-xzf', archive, '-C', into, '--strip-components=1', '--no-same-owner'], signal)
  rmSync(archive)
}
