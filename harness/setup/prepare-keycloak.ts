import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent } from 'undici'
import { type KeycloakJava, keycloakJava, linkHome } from './keycloak-java.ts'
import { query } from './prepare-postgres.ts'
import { ports, type Workshop } from './prepare-workshop.ts'
import { withServer } from './server-process.ts'
import { answers, exercise } from './training.ts'

export interface KeycloakRun {
  /** Realm to import into a new database; undefined when the database has it. */
  readonly realmFile: string | undefined
  /** What becomes of the archive of classes: `trained` writes it at the end. */
  readonly archive: NonNullable<KeycloakJava['archive']>
  readonly jvm?: readonly string[]
}

/** Starts Keycloak on the workshop's database, uses it as a stack would, and stops it again. */
export async function runKeycloak(workshop: Workshop, run: KeycloakRun, signal: AbortSignal): Promise<void> {
  const { keycloak, javaHome, dir, host, address, ca } = workshop
  const home = join(dir, 'keycloak', 'home')
  linkHome(keycloak, home)
  if (run.realmFile) importAtStart(run.realmFile, home)
  const password = await openDatabase(workshop, run.realmFile !== undefined)
  const hosts = join(dir, 'keycloak', 'hosts')
  writeFileSync(hosts, `${address} ${host}\n127.0.0.1 localhost\n`)
  const options = [...startOptions(workshop), ...(run.realmFile ? ['--import-realm'] : [])]
  const jvm = [`-Djdk.net.hosts.file=${hosts}`, ...(run.jvm ?? [])]
  const argv = keycloakJava({ keycloak, javaHome, home, options, archive: run.archive, jvm })
  const adminPassword = readFileSync(workshop.files.adminSecretFile, 'utf8')
  const env = {
    KC_DB_PASSWORD: password,
    ...(run.realmFile
      ? { KC_BOOTSTRAP_ADMIN_USERNAME: 'admin', KC_BOOTSTRAP_ADMIN_PASSWORD: adminPassword }
      : {}),
  }
  const dispatcher = new Agent({
    connect: {
      ca: readFileSync(ca, 'utf8'),
      lookup: (_name, _options, done) => done(null, [{ address, family: 4 }]),
    },
  })
  const base = `https://${host}:${ports.keycloak}`
  const ready = () => answers(base, dispatcher)
  const logFile = join(dir, '..', 'keycloak.log')
  try {
    await withServer(argv, { what: 'Keycloak', logFile, env, ready, stopWith: 'SIGTERM' }, signal, () =>
      exercise(base, adminPassword, dispatcher),
    )
  } finally {
    await dispatcher.destroy()
  }
}

function importAtStart(realmFile: string, home: string): void {
  mkdirSync(join(home, 'data', 'import'), { recursive: true })
  cpSync(realmFile, join(home, 'data', 'import', 'realm.json'))
}

/** Gives Keycloak's role a new password, and makes role and database at the first time. */
async function openDatabase(workshop: Workshop, first: boolean): Promise<string> {
  const password = randomBytes(24).toString('hex')
  const statements = first
    ? [`CREATE ROLE keycloak LOGIN PASSWORD '${password}'`, 'CREATE DATABASE keycloak OWNER keycloak']
    : [`ALTER ROLE keycloak PASSWORD '${password}'`]
  await query(workshop, 'postgres', statements)
  return password
}

function startOptions({ host, address, ca, tls }: Workshop): string[] {
  const jdbc = `jdbc:postgresql://${host}:${ports.postgres}/keycloak?sslmode=verify-full&sslrootcert=${ca}`
  return [
    `--hostname=https://${host}:${ports.keycloak}`,
    `--http-host=${address}`,
    `--https-port=${ports.keycloak}`,
    `--https-certificate-file=${tls.keycloak.cert}`,
    `--https-certificate-key-file=${tls.keycloak.key}`,
    `--truststore-paths=${ca}`,
    `--db-url=${jdbc}`,
    '--db-username=keycloak',
    '--http-access-log-enabled=true',
    '--log-console-output=json',
  ]
}
