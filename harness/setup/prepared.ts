import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../model/error.ts'
import { cacheHome } from '../model/home.ts'
import { keycloak } from './tools.ts'

/** A data directory of PostgreSQL whose database `keycloak` is migrated and has the realm; never started in place. */
export interface PreparedDatabase {
  readonly pgdata: string
  /** Password of Keycloak's first administrator, `admin`; a stack replaces it when it comes up. */
  readonly adminSecretFile: string
  /** Password of PostgreSQL's superuser, `postgres`; a stack replaces it when it comes up. */
  readonly superuserSecretFile: string
}

/** Raised when a prepared database of an older harness no longer fits. */
const edition = 1

/** Folder of the database for this realm, whether it is there or not. */
export function preparedFolder(realmFile: string, postgresBin: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([edition, keycloak.version, majorOf(postgresBin)]))
    .update(realmText(realmFile))
    .digest('hex')
  return join(cacheHome(), 'prepared', digest.slice(0, 24))
}

export function filesIn(folder: string): PreparedDatabase {
  return {
    pgdata: join(folder, 'pgdata'),
    adminSecretFile: join(folder, 'admin.secret'),
    superuserSecretFile: join(folder, 'superuser.secret'),
  }
}

/** The realm as such: a file that was only formatted anew needs no new database. */
function realmText(file: string): string {
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new DrillError('bad-input', `the realm ${file} cannot be read as JSON`, { cause })
  }
}

/** Data directories fit one major version alone. Debian's path tells it without a call. */
function majorOf(postgresBin: string): string {
  const inPath = postgresBin.match(/\/postgresql\/(\d+)\//)?.[1]
  const ask = () => execFileSync(join(postgresBin, 'postgres'), ['--version'], { encoding: 'utf8' })
  return inPath ?? ask().match(/(\d+)/)?.[1] ?? 'unknown'
}
