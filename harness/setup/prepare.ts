import { existsSync } from 'node:fs'
import { archiveFits } from './archive.ts'
import { withLock } from './lock.ts'
import { toolPath } from './places.ts'
import { filesIn, type PreparedDatabase, preparedFolder } from './prepared.ts'

/**
 * Prepares the database for a realm and the archive of Keycloak's classes, where either is missing; returns at
 * once where neither is. Takes half a minute; two at once wait for each other, and nothing half-made is ever used.
 * @throws DrillError `refused` when a tool is missing, `start-failed` when a server does not accept the realm.
 */
export async function prepareDatabase(
  realmFile: string,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<PreparedDatabase> {
  const folder = preparedFolder(realmFile, toolPath('postgres'))
  const done = () => existsSync(folder) && archiveFits(toolPath('keycloak'), toolPath('java'))
  if (!done())
    await withLock('prepare', signal, async () => {
      if (done()) return
      // Loaded only now: its packages cost time that a prepared machine need not pay.
      const { prepare } = await import('./prepare-run.ts')
      await prepare(folder, realmFile, progress, signal)
    })
  return filesIn(folder)
}

/**
 * The database prepared for a realm, for the PostgreSQL whose programs are in `postgresBin` (default: the
 * installed one), or undefined when there is none.
 * @throws DrillError `bad-input` when the realm cannot be read, `refused` without PostgreSQL.
 */
export function preparedDatabase(
  realmFile: string,
  postgresBin = toolPath('postgres'),
): PreparedDatabase | undefined {
  const folder = preparedFolder(realmFile, postgresBin)
  return existsSync(folder) ? filesIn(folder) : undefined
}
