import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { stateHome } from '../model/home.ts'

/** Where everything of one stack stands on disk; the same for both drivers. */
export interface Layout {
  readonly name: string
  readonly dir: string
  readonly manifest: string
  /** Started parts, one JSON line each, in the order of their start. */
  readonly started: string
  readonly ca: string
  readonly secrets: string
  /** Where the logs of a start that failed are kept. */
  readonly failed: string
  serviceDir(service: string): string
  /** What a service writes to its stdout and stderr. */
  stdout(service: string): string
  stderr(service: string): string
  /** How to start the service again (0600: its environment may hold secrets). */
  launch(service: string): string
}

export function stacksHome(): string {
  return join(stateHome(), 'stacks')
}

/** Throws `bad-input` for a name that could leave the folder of stacks. */
export function layoutOf(name: string): Layout {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
    throw new DrillError('bad-input', `"${name}" is no name for a stack`, {
      next: 'Take lower-case letters, digits and dashes.',
    })
  const dir = join(stacksHome(), name)
  const serviceDir = (service: string) => join(dir, service)
  return {
    name,
    dir,
    manifest: join(dir, 'stack.json'),
    started: join(dir, 'parts.jsonl'),
    ca: join(dir, 'ca.pem'),
    secrets: join(dir, 'secrets'),
    failed: join(stateHome(), 'failed', name),
    serviceDir,
    stdout: (service) => join(serviceDir(service), 'log.jsonl'),
    stderr: (service) => join(serviceDir(service), 'out.log'),
    launch: (service) => join(serviceDir(service), 'launch.json'),
  }
}

/** Creates the stack's folders, closed to everyone else. */
export function makeFolders(layout: Layout, services: readonly string[]): void {
  for (const dir of [layout.dir, layout.secrets, ...services.map(layout.serviceDir)])
    mkdirSync(dir, { recursive: true, mode: 0o700 })
}
