import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { DrillError } from '../model/error.ts'
import { cacheHome, packageRoot } from '../model/home.ts'
import { built, tagOf } from './engine-build.ts'
import { type Engine, engineClient } from './engine-client.ts'
import { databasePrepared, preparedInCache, trained, trainedTag } from './engine-prepare.ts'
import { type Chosen, recipes, standIns } from './engine-recipes.ts'
import { present, pull, registryAnswers } from './engine-registry.ts'
import { digestOf, type Source, type SourceName, sourceNames, sources } from './engine-sources.ts'
import { makeStandIn } from './engine-standin.ts'
import { versionsIn } from './engine-versions.ts'
import { withLock } from './lock.ts'

/** The images that stacks run on, as the set-up left them. */
export interface Images {
  readonly base: string
  readonly keycloak: string
  readonly openbao: string
  readonly toxiproxy: string
  readonly services: string
  /** Sources that came from official images; the others were made here of the same packages. */
  readonly official: readonly string[]
  readonly versions: Readonly<Record<string, string>>
}

const imageNames = ['base', 'keycloak', 'openbao', 'toxiproxy', 'services'] as const

/**
 * Pulls or makes whatever image is missing, and prepares the realm's database; does nothing when nothing is.
 * @throws DrillError `refused` when something cannot be had here, `start-failed` when the engine fails.
 */
export async function ensureImages(
  progress: (what: string) => void,
  signal: AbortSignal,
  realmFile = join(packageRoot(), 'docker', 'reference', 'realm.json'),
): Promise<void> {
  const { dockerode: engine } = (await engineClient()).container
  const done = async () => preparedInCache(realmFile) && (await imagesIn(engine)) !== undefined
  if (await done()) return
  await withLock('images', signal, async () => {
    if (await done()) return
    const images = (await imagesIn(engine)) ?? (await makeImages(engine, realmFile, progress, signal))
    await databasePrepared({ engine, image: images.keycloak, realmFile, progress, signal })
    progress(`images: ready, ${images.versions.images}`)
  })
}

/** The images of this version of the package. Throws `refused` when the set-up has yet to make them. */
export async function requireImages(engine: Engine): Promise<Images> {
  const images = await imagesIn(engine)
  if (images) return images
  throw new DrillError('refused', 'the images of the containers are missing', {
    next: 'Run `npx drill setup --containers`.',
  })
}

async function imagesIn(engine: Engine): Promise<Images | undefined> {
  const file = recordFile()
  if (!existsSync(file)) return undefined
  const images = JSON.parse(readFileSync(file, 'utf8')) as Images
  const all = await Promise.all(imageNames.map((name) => present(engine, images[name])))
  return all.every(Boolean) ? images : undefined
}

/** Named after everything that images are made of, so that other versions of the package do not disturb this one. */
function recordFile(): string {
  const made = recipes(standIns())
  const tags = [...Object.values(made).map(tagOf), trainedTag(tagOf(made.keycloak))]
  return join(cacheHome(), 'images', `${digestOf(tags)}.json`)
}

async function makeImages(
  engine: Engine,
  realmFile: string,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<Images> {
  const chosen = await choose(engine, progress, signal)
  const from = recipes(chosen)
  const base = await built(engine, from.base, progress)
  const keycloak = built(engine, from.keycloak, progress).then((image) =>
    trained({ engine, image, realmFile, progress, signal }),
  )
  const others = (['openbao', 'toxiproxy', 'services'] as const).map((name) =>
    built(engine, from[name], progress),
  )
  const [trainedImage, openbao = '', toxiproxy = '', services = ''] = await Promise.all([keycloak, ...others])
  const official = sourceNames.filter((name) => chosen[name].official)
  const origin = official.length > 0 ? `official: ${official.join(', ')}` : 'made here of packages'
  const versions = { ...(await versionsIn(engine, base)), images: origin }
  const images: Images = { base, keycloak: trainedImage, openbao, toxiproxy, services, official, versions }
  mkdirSync(join(cacheHome(), 'images'), { recursive: true })
  writeFileAtomicSync(recordFile(), JSON.stringify(images))
  return images
}

/** Official images first, where a registry answers; else images made here of the same packages. */
async function choose(
  engine: Engine,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<Chosen> {
  const all = sources()
  progress('images: asking for the official ones')
  const registry = await registryAnswers(engine, all.toxiproxy.official ?? '')
  progress(
    registry ? 'images: pulling the official ones' : 'images: no registry answers; making them of packages',
  )
  const one = async (name: SourceName) => [
    name,
    await chooseOne(engine, all[name], registry, progress, signal),
  ]
  return Object.fromEntries(await Promise.all(sourceNames.map(one))) as Chosen
}

async function chooseOne(
  engine: Engine,
  source: Source,
  registry: boolean,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<Chosen[SourceName]> {
  const { official, standIn } = source
  if (official && ((await present(engine, official)) || (registry && (await pull(engine, official, signal)))))
    return { image: official, official: true }
  if (!(await present(engine, standIn))) await makeStandIn(engine, source, progress, signal)
  return { image: standIn, official: false }
}
