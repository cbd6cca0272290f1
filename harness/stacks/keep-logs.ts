import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Layout } from './layout.ts'

/** Keeps what the parts logged; the folder of a stack that failed goes, with its secrets. */
export function keepLogs(layout: Layout): void {
  rmSync(layout.failed, { recursive: true, force: true })
  for (const service of serviceFolders(layout))
    for (const file of [layout.stdout(service), layout.stderr(service)])
      if (existsSync(file)) cpSync(file, join(layout.failed, `${service}-${basename(file)}`))
}

/** Names of the services that have a folder. */
function serviceFolders(layout: Layout): string[] {
  if (!existsSync(layout.dir)) return []
  return readdirSync(layout.dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  )
}
