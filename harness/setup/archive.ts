import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFile, keycloakJava } from './keycloak-java.ts'

const stampFile = (keycloak: string) => `${archiveFile(keycloak)}.stamp`

/** Whether the archive of classes was made by this very Java for these very options. */
export function archiveFits(keycloak: string, javaHome: string): boolean {
  const stamp = stampFile(keycloak)
  return (
    existsSync(archiveFile(keycloak)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === stampOf(keycloak, javaHome)
  )
}

/** Puts the archive that a trained Keycloak wrote as it ended in its place, whole or not at all. */
export function adoptArchive(keycloak: string, javaHome: string): void {
  const file = archiveFile(keycloak)
  rmSync(stampFile(keycloak), { force: true })
  renameSync(`${file}.part`, file)
  writeFileSync(stampFile(keycloak), stampOf(keycloak, javaHome))
}

function stampOf(keycloak: string, javaHome: string): string {
  const release = join(javaHome, 'release')
  const command = keycloakJava({ keycloak, javaHome, home: '', options: [] })
  return createHash('sha256')
    .update(existsSync(release) ? readFileSync(release) : '')
    .update(JSON.stringify(command))
    .digest('hex')
}
