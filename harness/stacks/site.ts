import type { Estate } from '../model/estate.ts'
import type { Layout } from './layout.ts'
import type { Manifest } from './manifest.ts'
import { type SecretStore, secretStore } from './secrets.ts'
import { type Topology, topologyOf } from './topology.ts'

/** What is known of a stack without asking anything that runs; the same for both drivers. */
export interface Site {
  readonly layout: Layout
  readonly manifest: Manifest
  readonly estate: Estate
  readonly topology: Topology
  readonly secrets: SecretStore
}

export function siteOf(layout: Layout, manifest: Manifest): Site {
  return {
    layout,
    manifest,
    estate: manifest.estate,
    topology: topologyOf(manifest.estate, manifest.prefix),
    secrets: secretStore(layout.secrets),
  }
}

/** As `dial.ts` wants it. */
export function dialled(site: Site) {
  const { topology, estate, layout } = site
  return {
    caFile: layout.ca,
    estate,
    edges: topology.edges,
    endpoint: topology.endpoint,
    behind: topology.behind,
  }
}
