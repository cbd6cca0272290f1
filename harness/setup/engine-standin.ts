import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DrillError } from '../model/error.ts'
import { cacheHome } from '../model/home.ts'
import { command } from './command.ts'
import { installPackages } from './debian.ts'
import type { Engine } from './engine-client.ts'
import { packagesInImage, suite } from './engine-layout.ts'
import { followed } from './engine-output.ts'
import type { Source } from './engine-sources.ts'
import { ensureTools } from './ensure.ts'
import { executable } from './places.ts'

/** Makes the image that stands in for an official one. Throws `refused` when its files cannot be had here. */
export async function makeStandIn(
  engine: Engine,
  source: Source,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { files } = source
  if (files?.tool) await ensureTools({ progress, only: [files.tool] }, signal)
  if (files) return imported(engine, source, packed(files, signal))
  progress(`image of Debian ${suite}: bootstrapping it from Debian packages`)
  if (!executable('mmdebstrap')) await installPackages(['mmdebstrap'], progress, signal)
  const file = join(cacheHome(), `debian-${process.pid}.tar`)
  mkdirSync(cacheHome(), { recursive: true })
  try {
    await command(['mmdebstrap', ...bootstrap, suite, file], signal, {
      next: 'Check the Debian package sources.',
    })
    await imported(engine, source, createReadStream(file))
  } finally {
    rmSync(file, { force: true })
  }
}

const bootstrap = [
  '--quiet',
  '--variant=minbase',
  `--include=${packagesInImage.join(',')}`,
  // PostgreSQL's package would make a database of its own.
  '--essential-hook=mkdir -p "$1/etc/postgresql-common"',
  '--essential-hook=echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"',
]

/** The files as a tar stream, under the path at which the official image has them. */
function packed({ folder, file, at }: NonNullable<Source['files']>, signal: AbortSignal): Readable {
  const name = file === 'toxiproxy-server' ? 'toxiproxy' : file
  const transform = file ? `s,^${file}$,${join(at, name ?? '')},` : `s,^\\.,${at},`
  const args = ['--create', '--directory', folder(), ...plain, `--transform=${transform}`, file ?? '.']
  const tar = spawn('tar', args, { stdio: ['ignore', 'pipe', 'ignore'], signal })
  // A tar that fails must not pass for a short one.
  tar.once('error', (cause) => tar.stdout.destroy(cause))
  tar.once('exit', (code) => code !== 0 && tar.stdout.destroy(new Error(`tar failed (${code})`)))
  return tar.stdout
}

/** The host's own archive of classes would fit no Java in an image. */
const plain = ['--owner=0', '--group=0', '--exclude=./appcds.jsa*', '--exclude=./data']

async function imported(engine: Engine, source: Source, stream: Readable): Promise<void> {
  const [repo, tag] = source.standIn.split(':')
  const failed = once(stream, 'error').then(([cause]) => {
    throw new DrillError('start-failed', `the files of ${source.name} cannot be read`, { cause })
  })
  failed.catch(() => undefined)
  // The tag names it only when the whole of it was read.
  const work = engine
    .importImage(stream as unknown as string, { repo, tag })
    .then((output) => followed(engine, output))
  await Promise.race([work, failed])
}
