import { existsSync, mkdirSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { cacheHome, packageRoot } from '../model/home.ts'
import type { Container, Engine } from './engine-client.ts'
import { homeInImage, toolInImage } from './engine-layout.ts'
import { present } from './engine-registry.ts'
import { digestOf } from './engine-sources.ts'
import { keycloakJava } from './keycloak-java.ts'
import { withLock } from './lock.ts'
import { preparedFolder } from './prepared.ts'

export interface Preparation {
  readonly engine: Engine
  /** Image to run it in. */
  readonly image: string
  readonly realmFile: string
  readonly progress: (what: string) => void
  readonly signal: AbortSignal
}

/** Tag of the Keycloak image whose archive of classes was trained for the very command that stacks use. */
export function trainedTag(plain: string): string {
  const command = keycloakJava({
    keycloak: toolInImage('keycloak'),
    javaHome: toolInImage('java'),
    home: '',
    options: [],
  })
  return `identity-drill/keycloak-trained:${digestOf([plain, JSON.stringify(command)])}`
}

/** Trains Keycloak in a container of the plain image, which prepares the realm's database too, and commits it. */
export async function trained(preparation: Preparation): Promise<string> {
  const { engine, image } = preparation
  const tag = trainedTag(image)
  if (!(await present(engine, tag))) {
    const [repo, name] = tag.split(':')
    const changes = ['CMD []', 'LABEL identity-drill.image=keycloak']
    await inContainer(preparation, async (container) => {
      await container.commit({ repo, tag: name, changes: changes.join('\n') })
    })
  }
  return tag
}

/** Prepares the database for a realm, where it is missing; `image` is the trained one. */
export async function databasePrepared(preparation: Preparation): Promise<void> {
  if (!preparedInCache(preparation.realmFile)) await inContainer(preparation, async () => {})
}

export function preparedInCache(realmFile: string): boolean {
  return existsSync(preparedFolder(realmFile, toolInImage('postgres')))
}

/** Runs the set-up's own preparation in a container, and then `work` on the container before it is removed. */
async function inContainer(
  preparation: Preparation,
  work: (container: Container) => Promise<void>,
): Promise<void> {
  // The container writes into the host's cache, where the host itself may be preparing.
  await withLock('prepare', preparation.signal, () => prepareIn(preparation, work))
}

async function prepareIn(
  preparation: Preparation,
  work: (container: Container) => Promise<void>,
): Promise<void> {
  const { engine, image, realmFile, progress, signal } = preparation
  const folder = join(cacheHome(), 'prepared')
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  progress(`images: preparing Keycloak and its database in a container of ${image}`)
  const main = join(import.meta.dirname, `engine-prepare-main${extname(import.meta.filename)}`)
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  const container = await engine.createContainer({
    Image: image,
    Cmd: [join(toolInImage('node'), 'node'), main, realmFile, owner],
    Env: [`DRILL_CACHE=${homeInImage}`],
    NetworkDisabled: true,
    Tty: true,
    Labels: { 'identity-drill.preparation': 'yes' },
    HostConfig: {
      Binds: [
        `${folder}:${join(homeInImage, 'prepared')}`,
        `${modulesRoot()}:${modulesRoot()}:ro`,
        `${dirname(realmFile)}:${dirname(realmFile)}:ro`,
      ],
    },
  })
  const stop = () => void container.kill().catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await container.start()
    const { StatusCode: code } = await container.wait()
    signal.throwIfAborted()
    if (code !== 0) throw await failed(container)
    await work(container)
  } finally {
    signal.removeEventListener('abort', stop)
    await container.remove({ force: true, v: true })
  }
}

async function failed(container: Container): Promise<DrillError> {
  const output = await container.logs({ stdout: true, stderr: true, tail: 40 })
  return new DrillError(
    'start-failed',
    `the preparation in a container failed:\n${output.toString('utf8').trim()}`,
  )
}

/** Where this package and what it imports stand: installed, its packages are beside it. */
function modulesRoot(): string {
  const root = packageRoot()
  const at = root.indexOf('/node_modules/')
  return at < 0 ? root : root.slice(0, at)
}
