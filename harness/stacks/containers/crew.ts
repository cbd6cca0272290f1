import type { Engine } from '../../setup/engine-client.ts'
import type { Images } from '../../setup/engine-images.ts'
import type { Part } from '../part.ts'
import type { Site } from '../site.ts'

/** All that is needed to run a stack's parts. */
export interface Crew {
  readonly site: Site
  /** By service. */
  readonly parts: ReadonlyMap<string, Part>
  readonly engine: Engine
}

/** What starting a stack needs on top. */
export interface StartingCrew extends Crew {
  readonly images: Images
}
