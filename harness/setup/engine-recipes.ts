import { type Recipe, tagOf } from './engine-build.ts'
import { packagesInImage, toolInImage } from './engine-layout.ts'
import { type SourceName, sourceNames, sources } from './engine-sources.ts'

/** Tag of the image that each source comes from: official, or what stands in for it. */
export type Chosen = Readonly<Record<SourceName, { readonly image: string; readonly official: boolean }>>

export interface Recipes {
  readonly base: Recipe
  readonly keycloak: Recipe
  readonly openbao: Recipe
  readonly toxiproxy: Recipe
  readonly services: Recipe
}

export function recipes(from: Chosen): Recipes {
  const base = {
    name: 'base',
    args: { DEBIAN: from.debian.image, NODE: from.node.image, PACKAGES: packagesInImage.join(' ') },
  }
  const on = (name: Exclude<SourceName, 'debian' | 'node'>, more: Record<string, string> = {}): Recipe => ({
    name,
    args: { BASE: tagOf(base), SOURCE: from[name].image, FOLDER: toolInImage(name), ...more },
  })
  return {
    base,
    // The set-up's own copy is built already; the official image is as it was released.
    keycloak: on('keycloak', from.keycloak.official ? {} : { BUILT: 'yes' }),
    openbao: on('openbao'),
    toxiproxy: on('toxiproxy'),
    services: on('services'),
  }
}

/** Every source from its stand-in. */
export function standIns(): Chosen {
  const all = sources()
  const entries = sourceNames.map((name) => [name, { image: all[name].standIn, official: false }])
  return Object.fromEntries(entries) as Chosen
}
