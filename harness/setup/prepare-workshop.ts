import { randomInt } from 'node:crypto'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { issueCertificates } from '../stacks/pki.ts'
import { type TlsFiles, tlsFiles } from '../stacks/tls-files.ts'
import { type Demotion, demotion } from './demoted.ts'
import { toolPath } from './places.ts'
import { filesIn, type PreparedDatabase } from './prepared.ts'

/** Where a database is prepared: tools, files, certificates and an address for this time alone. */
export interface Workshop {
  readonly keycloak: string
  readonly javaHome: string
  readonly postgresBin: string
  readonly dir: string
  readonly files: PreparedDatabase
  readonly demotion: Demotion
  /** Both servers listen here, under this name, with one certificate. */
  readonly address: string
  readonly host: string
  readonly ca: string
  readonly tls: { readonly postgres: TlsFiles; readonly keycloak: TlsFiles }
  /** What nobody needs once the database is prepared. */
  readonly spent: readonly string[]
}

export const ports = { postgres: 5432, keycloak: 8443 }

/** TLS as in a stack, so that the classes for it are archived too. */
export async function newWorkshop(dir: string, signal: AbortSignal): Promise<Workshop> {
  const folders = { postgres: join(dir, 'postgres'), keycloak: join(dir, 'keycloak') }
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 })
  const host = 'prepare.estate.test'
  const ca = join(dir, 'ca.pem')
  const tls = { postgres: tlsFiles(folders.postgres), keycloak: tlsFiles(folders.keycloak) }
  // Both have one name, and so one certificate; each needs it in a folder of its own user.
  await issueCertificates(ca, new Map([[host, tls.keycloak]]))
  cpSync(join(folders.keycloak, 'tls'), join(folders.postgres, 'tls'), { recursive: true })
  const workshop = {
    keycloak: toolPath('keycloak'),
    javaHome: toolPath('java'),
    postgresBin: toolPath('postgres'),
    files: filesIn(dir),
    demotion: demotion(dir),
    // All of 127/8 is this machine: an address that nothing else is likely to listen on needs no search for a port.
    address: `127.${randomInt(100, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}`,
    spent: [...Object.values(folders), ca],
    ...{ dir, host, ca, tls },
  }
  await workshop.demotion.own(folders.postgres, signal)
  return workshop
}
