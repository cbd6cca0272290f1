import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { command } from './command.ts'
import { ports, type Workshop } from './prepare-workshop.ts'
import { withServer } from './server-process.ts'

/** Makes the data directory, with a random password for the superuser. */
export async function makeCluster(workshop: Workshop, signal: AbortSignal): Promise<void> {
  const { files, postgresBin, demotion, tls, dir } = workshop
  for (const file of [files.adminSecretFile, files.superuserSecretFile])
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  // initdb runs as the unprivileged user, who may enter the folder of the certificates alone.
  const passwordFile = join(dir, 'postgres', 'password')
  writeFileSync(passwordFile, readFileSync(files.superuserSecretFile), { mode: 0o600 })
  await command(['mkdir', '-m', '0700', files.pgdata], signal)
  for (const owned of [files.pgdata, join(tls.postgres.key, '..', '..')]) await demotion.own(owned, signal)
  const options = ['--no-sync', '--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256']
  const initdb = [
    join(postgresBin, 'initdb'),
    '-D',
    files.pgdata,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
  ]
  await command(demotion.wrap([...initdb, ...options]), signal, { cwd: '/' })
}

/** Runs PostgreSQL on the data directory while `work` takes; it is shut down cleanly, so that a copy starts at once. */
export async function withPostgres<T>(
  workshop: Workshop,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const { files, postgresBin, demotion, tls, address } = workshop
  const settings = {
    listen_addresses: address,
    port: ports.postgres,
    unix_socket_directories: '',
    fsync: 'off',
    ssl: 'on',
    ssl_cert_file: tls.postgres.cert,
    ssl_key_file: tls.postgres.key,
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const argv = demotion.wrap([join(postgresBin, 'postgres'), '-D', files.pgdata, ...options])
  const logFile = join(workshop.dir, '..', 'postgres.log')
  const ready = () =>
    query(workshop, 'postgres', ['SELECT 1']).then(
      () => true,
      () => false,
    )
  return withServer(argv, { what: 'PostgreSQL', logFile, ready, stopWith: 'SIGINT' }, signal, work)
}

/** Runs statements as the superuser. */
export async function query(
  workshop: Workshop,
  database: string,
  statements: readonly string[],
): Promise<void> {
  const client = new Client({
    host: workshop.address,
    port: ports.postgres,
    user: 'postgres',
    password: readFileSync(workshop.files.superuserSecretFile, 'utf8'),
    database,
    ssl: { ca: readFileSync(workshop.ca, 'utf8'), servername: workshop.host },
  })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
