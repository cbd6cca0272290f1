import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { command } from './command.ts'

interface GoModule {
  readonly module: string
  readonly version: string
  /** Go's own checksum of the module's files. */
  readonly sum: string
}

/** Builds Toxiproxy's server with Go, after the module's checksum was compared with the pinned one. */
export async function buildToxiproxy(from: GoModule, into: string, signal: AbortSignal): Promise<void> {
  await buildWithGo(from, 'cmd/server', `-s -w -X ${from.module}.Version=${from.version}`, into, signal)
  renameSync(join(into, 'server'), join(into, 'toxiproxy-server'))
}

/** Builds one command of a module, after its checksum was compared with the pinned one. */
export async function buildWithGo(
  from: GoModule,
  path: string,
  flags: string,
  into: string,
  signal: AbortSignal,
): Promise<void> {
  const next = 'Install Go 1.23 or newer, or check its proxy settings.'
  const at = `v${from.version}`
  // Outside of any module of the user's own; the public checksum database stays in force.
  const options = {
    cwd: into,
    env: { GOBIN: into, GOFLAGS: '-trimpath -buildvcs=false', GOWORK: 'off' },
    next,
  }
  const module = await command(['go', 'mod', 'download', '-json', `${from.module}@${at}`], signal, options)
  const { Sum: sum } = JSON.parse(module) as { Sum?: string }
  if (sum !== from.sum)
    throw new DrillError('refused', `${from.module}@${at} has checksum ${sum}, which is not the pinned one`)
  await command(['go', 'install', '-ldflags', flags, `${from.module}/${path}@${at}`], signal, options)
}
