import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Launch, Part, PartContext } from '../../../harness/stacks/part.ts'
import { openDatabases, whenOpen } from './postgres-first-start.ts'
import { preparedFor } from './prepared-for.ts'

/** PostgreSQL from a prepared data directory: TLS and passwords only, its log as JSON lines. */
export const postgres: Part = {
  name: 'postgres',
  async configure(context): Promise<Launch> {
    const data = join(context.dir, 'data')
    if (!existsSync(data)) copyWhole(preparedFor(context).pgdata, data)
    const server = join(context.tool('postgres'), 'postgres')
    const command = ['sh', '-c', unlock, data, server, '-D', data, ...options(settings(context))]
    return { command, unprivileged: true }
  },
  ready: { kind: 'tcp' },
  log: { format: 'postgres', file: 'log/postgres.json' },
  bootstrap: ({ context }) =>
    openDatabases(context, readFileSync(preparedFor(context).superuserSecretFile, 'utf8')),
  revive: ({ context }) => whenOpen(context),
}

/**
 * A killed server leaves its lock file, and refuses to start as long as its process is not reaped. The lock is
 * taken away unless a server lives in the data directory ($0).
 */
const unlock = `
lock="$0/postmaster.pid"
if [ -e "$lock" ] && [ "$(readlink "/proc/$(head -n 1 "$lock")/cwd")" != "$0" ]; then rm "$lock"; fi
exec "$@"`

/** Shares blocks where the file system can; a process that dies in between leaves nothing that looks whole. */
function copyWhole(from: string, to: string): void {
  rmSync(`${to}.part`, { recursive: true, force: true })
  execFileSync('cp', ['-a', '--reflink=auto', from, `${to}.part`])
  renameSync(`${to}.part`, to)
}

function settings(context: PartContext): Readonly<Record<string, string>> {
  return {
    listen_addresses: context.listen.address,
    port: `${context.listen.port}`,
    // Whoever comes, comes over TLS with a password, the harness too.
    unix_socket_directories: '',
    hba_file: context.file('pg_hba.conf', 'hostssl all all 0.0.0.0/0 scram-sha-256\n'),
    ...tls(context),
    // The operating system outlives a drill: what is committed survives a kill of the server without fsync.
    fsync: 'off',
    ...log(context),
  }
}

/** The server reads its key as its own user, and refuses one that others may read. */
function tls({ dir, tls: { key, cert } }: PartContext): Readonly<Record<string, string>> {
  const own = (from: string, name: string) => {
    copyFileSync(from, join(dir, name))
    return join(dir, name)
  }
  return {
    ssl: 'on',
    ssl_min_protocol_version: 'TLSv1.2',
    ssl_key_file: own(key, 'server-key.pem'),
    ssl_cert_file: own(cert, 'server-cert.pem'),
  }
}

function log({ dir }: PartContext): Readonly<Record<string, string>> {
  return {
    logging_collector: 'on',
    log_destination: 'jsonlog',
    log_directory: join(dir, 'log'),
    // One file for the whole life of the stack; its jsonlog ends in .json.
    log_filename: 'postgres.log',
    log_rotation_age: '0',
    log_rotation_size: '0',
    log_connections: 'on',
    log_disconnections: 'on',
    log_timezone: 'UTC',
    // Statements can hold the passwords of leased roles: a failing one must not bring them into the log.
    log_min_error_statement: 'panic',
  }
}

function options(of: Readonly<Record<string, string>>): string[] {
  return Object.entries(of).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
