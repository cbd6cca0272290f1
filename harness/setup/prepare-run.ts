import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { adoptArchive, archiveFits } from './archive.ts'
import { command } from './command.ts'
import { runKeycloak } from './prepare-keycloak.ts'
import { makeCluster, withPostgres } from './prepare-postgres.ts'
import { newWorkshop, type Workshop } from './prepare-workshop.ts'
import { filesIn, type PreparedDatabase } from './prepared.ts'

/** Fills the folder of a prepared database, if it is missing, and the archive of classes; see prepare.ts. */
export async function prepare(
  folder: string,
  realmFile: string,
  progress: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  // Open for passage: PostgreSQL runs as another user when this one is root.
  mkdirSync(part, { recursive: true, mode: 0o711 })
  try {
    const workshop = await newWorkshop(part, signal)
    if (existsSync(folder)) {
      progress('Keycloak: archiving its classes for this Java')
      await copyCluster(filesIn(folder), workshop, signal)
      await migrate(workshop, undefined, signal)
    } else {
      progress(`database: migrating it for Keycloak and importing ${realmFile}`)
      await makeCluster(workshop, signal)
      await migrate(workshop, realmFile, signal)
      for (const spent of workshop.spent) rmSync(spent, { recursive: true, force: true })
      renameSync(part, folder)
    }
    progress('database and class archive: ready')
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

/** Starts Keycloak once on the database: it migrates, imports, and archives its classes as it ends. */
async function migrate(
  workshop: Workshop,
  realmFile: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { keycloak, javaHome } = workshop
  const trains = !archiveFits(keycloak, javaHome)
  await withPostgres(workshop, signal, () =>
    runKeycloak(workshop, { realmFile, archive: trains ? 'trained' : 'used' }, signal),
  )
  if (trains) adoptArchive(keycloak, javaHome)
}

/** Copies a prepared database into a workshop, to start it there. */
export async function copyCluster(
  from: PreparedDatabase,
  { files, demotion }: Workshop,
  signal: AbortSignal,
): Promise<void> {
  // cp keeps modes; cpSync opens folders, and PostgreSQL refuses a data directory that others may enter.
  await command(['cp', '-a', from.pgdata, files.pgdata], signal)
  for (const name of ['adminSecretFile', 'superuserSecretFile'] as const) cpSync(from[name], files[name])
  await demotion.own(files.pgdata, signal)
}
