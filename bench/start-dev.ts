import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { keycloak } from '../docker/reference/parts/keycloak.ts'
import { postgres } from '../docker/reference/parts/postgres.ts'
import { preparedFor } from '../docker/reference/parts/prepared-for.ts'
import type { Part, PartContext } from '../harness/stacks/part.ts'

const emptyDatabase = 'keycloak_empty'

/** The same PostgreSQL, with an empty database for Keycloak beside the prepared one. */
const withEmptyDatabase: Part = {
  ...postgres,
  async bootstrap(bootstrap) {
    await postgres.bootstrap?.(bootstrap)
    await makeDatabase(bootstrap.context)
  },
}

/** The same Keycloak as its guides start it first: `start-dev`, which imports the realm into an empty database. */
const developing: Part = {
  ...keycloak,
  async configure(context) {
    const launch = await keycloak.configure(context)
    const folder = context.tool('keycloak')
    const [realm, options] = [realmFile(context), runOptions(launch.command)]
    const start = [join(folder, 'bin', 'kc.sh'), 'start-dev', '--db=postgres', '--import-realm', ...options]
    const script = 'mkdir -p "$0/data/import" && cp "$1" "$0/data/import/realm.json" && shift && exec "$@"'
    return {
      ...launch,
      command: ['sh', '-c', script, folder, realm, ...start],
      env: {
        ...launch.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
        KC_BOOTSTRAP_ADMIN_PASSWORD: readFileSync(preparedFor(context).adminSecretFile, 'utf8'),
      },
    }
  },
}

/** Puts both in the place of the parts that a drill runs. */
export function startingInDevelopment(parts: readonly Part[]): Part[] {
  const others = [withEmptyDatabase, developing]
  return parts.map((part) => others.find(({ name }) => name === part.name) ?? part)
}

/** The realm that the prepared database was made from, where the container sees it. */
function realmFile(context: PartContext): string {
  const { estateDir, service, file } = context
  return file('realm.json', readFileSync(resolve(estateDir, service.run.realm ?? ''), 'utf8'))
}

/** What the part passes to `start`, but for its cache and the database. */
function runOptions(command: readonly string[]): string[] {
  const options = command.slice(command.indexOf('--cache=local') + 1)
  return options.map((option) => option.replace('/keycloak?', `/${emptyDatabase}?`))
}

async function makeDatabase({ listen, host, tls, secret }: PartContext): Promise<void> {
  const client = new pg.Client({
    ...{ host: listen.address, port: listen.port, user: 'postgres', database: 'postgres' },
    password: secret('database-superuser'),
    ssl: { ca: readFileSync(tls.ca, 'utf8'), servername: host },
  })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${emptyDatabase} OWNER keycloak`)
  } finally {
    await client.end()
  }
}
