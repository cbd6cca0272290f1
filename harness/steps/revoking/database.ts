import { readFileSync } from 'node:fs'
import { serviceOf } from '../../model/estate.ts'
import { StepCut } from '../step.ts'
import type { Channelled, Revocation } from './revocation.ts'

/** The database refuses a role from now on, and ends the sessions that it has: each alone is not enough. */
export const database: Channelled = {
  lease: async (revocation) => {
    const { account } = revocation.held('lease')
    if (!account || !/^[\w-]+$/.test(account)) throw new Error('the lease names no database role')
    await asSuperuser(revocation, [
      `ALTER ROLE "${account}" NOLOGIN`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${account}'`,
    ])
    return `database role ${account} may not log in, its sessions were ended`
  },
}

async function asSuperuser({ stack }: Revocation, statements: readonly string[]): Promise<void> {
  const { host, address, port } = stack.endpoint(
    'operator',
    serviceOf(stack.estate, 'database') ?? 'database',
  )
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    ...{
      host: address,
      port,
      database: 'postgres',
      user: 'postgres',
      password: await stack.secret('database-superuser'),
    },
    ssl: { ca: readFileSync(stack.caFile, 'utf8'), servername: host },
    application_name: 'drill-operator',
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  })
  client.on('error', () => {}) // a connection that breaks rejects the statement too
  try {
    await client.connect().catch(() => {
      throw new StepCut('the database does not answer the operator')
    })
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end().catch(() => {})
  }
}
