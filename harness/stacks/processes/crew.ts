import type { ToolPath } from '../context.ts'
import type { Part } from '../part.ts'
import type { Site } from '../site.ts'
import type { User } from './isolate.ts'

/** All that is needed to start a stack's parts. */
export interface Crew {
  readonly site: Site
  /** By service. */
  readonly parts: ReadonlyMap<string, Part>
  readonly tool: ToolPath
  /** Who unprivileged parts run as, when the harness itself is root. */
  readonly user: User | undefined
}
