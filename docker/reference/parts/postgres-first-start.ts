import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DrillError } from '../../../harness/model/error.ts'
import type { PartContext } from '../../../harness/stacks/part.ts'

const superuser = 'postgres'
const patienceMs = 60_000

/**
 * First start: every role gets the password of this stack, and the databases of the services are made (`orders`
 * makes its tables itself). The superuser comes last: until then `password`, the prepared one, serves.
 * @throws DrillError `start-failed`, without the statements, which hold passwords.
 */
export async function openDatabases(context: PartContext, password: string): Promise<void> {
  const role = (name: string) => `PASSWORD ${pg.escapeLiteral(context.secret(`database-${name}`))}`
  await run(context, 'postgres', password, [
    `ALTER ROLE keycloak ${role('keycloak')}`,
    `CREATE ROLE orders LOGIN ${role('orders')}`,
    // Makes leased roles, and owns what they may see.
    `CREATE ROLE vault LOGIN CREATEROLE ${role('vault')}`,
    // Neither is the vault's: the one is kept in it, the other is what the ledger has without it.
    `CREATE ROLE reporting LOGIN ${role('reporting')}`,
    `CREATE ROLE envelope LOGIN ${role('envelope')}`,
    'CREATE DATABASE orders OWNER orders',
    'CREATE DATABASE ledger OWNER vault',
    'REVOKE CONNECT ON DATABASE keycloak, orders, postgres FROM PUBLIC',
    'GRANT CONNECT ON DATABASE keycloak TO keycloak',
  ])
  await run(context, 'ledger', password, ['SET ROLE vault', ...ledgerTables])
  await run(context, 'postgres', password, [`ALTER ROLE ${superuser} ${role('superuser')}`])
}

const ledgerTables = [
  `CREATE TABLE entries (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account text NOT NULL,
     amount_cents bigint NOT NULL,
     booked_at timestamptz NOT NULL DEFAULT now())`,
  'CREATE TABLE spent_codes (counter bigint PRIMARY KEY)',
  `INSERT INTO entries (account, amount_cents) VALUES
     ('rent', -120000), ('invoice 1001', 48000), ('invoice 1002', 99500), ('stationery', -2350)`,
  'GRANT SELECT ON entries TO reporting',
  'GRANT SELECT, INSERT ON entries TO envelope',
]

/** Waits until the server lets the superuser in: its port answers earlier, while it still recovers from a kill. */
export async function whenOpen(context: PartContext): Promise<void> {
  await run(context, 'postgres', context.secret('database-superuser'), [])
}

async function run(
  context: PartContext,
  database: string,
  password: string,
  statements: readonly string[],
): Promise<void> {
  const client = await connected(context, database, password)
  try {
    for (const statement of statements) await client.query(statement)
  } catch (error) {
    throw failure(context, error)
  } finally {
    await client.end()
  }
}

async function connected(context: PartContext, database: string, password: string): Promise<pg.Client> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const client = newClient(context, database, password)
    try {
      await client.connect()
      return client
    } catch (error) {
      // 57P03: it is starting up, and says so itself.
      if ((error as { code?: string }).code !== '57P03' || Date.now() > deadline)
        throw failure(context, error)
      await pause(50)
    }
  }
}

/** At the server's own address, under the name that its certificate has. */
function newClient({ listen, host, tls }: PartContext, database: string, password: string): pg.Client {
  const client = new pg.Client({
    host: listen.address,
    port: listen.port,
    user: superuser,
    password,
    database,
    application_name: 'drill-operator',
    ssl: { ca: readFileSync(tls.ca, 'utf8'), servername: host },
    connectionTimeoutMillis: 10_000,
  })
  // Without a listener, a server that ends meanwhile would end this process; the statement fails all the same.
  client.on('error', () => undefined)
  return client
}

/** Messages of PostgreSQL quote at most the word at fault; the statement itself stays out. */
function failure(context: PartContext, error: unknown): DrillError {
  const { code, message } = error as { code?: string; message: string }
  return new DrillError(
    'start-failed',
    `${context.name} refused its first configuration: ${code ?? ''} ${message}`,
  )
}
