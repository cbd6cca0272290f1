import pg from 'pg'
import { dependencyAnswered, dependencyFailed } from './dependencies.ts'
import { failureOf } from './failure.ts'
import { describeError, log } from './log.ts'
import { refusal } from './refusal.ts'

export interface Login {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** Asked for each new connection. */
  readonly password: () => string
  readonly ca: string
  readonly service: string
  /** Told when the database refuses this login (not when it is away). */
  readonly onLoginRefused?: () => void
}

export type Row = Readonly<Record<string, unknown>>

export interface Database {
  /** Rows of one statement. Throws a 503 refusal when the database does not answer within three seconds. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Ends the pool once its running statements have ended. */
  close(): Promise<void>
}

/** A pool over TLS that checks the server's name. Broken connections are replaced at the next statement. */
export function openDatabase(login: Login): Database {
  const { host, port, database, user, password, ca, service, onLoginRefused } = login
  const pool = new pg.Pool({
    ...{ host, port, database, user, password },
    ssl: { ca, servername: host },
    application_name: `drill-${service}`,
    max: 8,
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  // Without a listener, a connection that breaks while idle would end the process.
  pool.on('error', (error) => log('database connection lost', describeError(error)))
  return {
    async query(text, values = []) {
      try {
        const { rows } = await pool.query<Row>(text, [...values])
        dependencyAnswered('database')
        return rows
      } catch (error) {
        log('database unavailable', describeError(error))
        dependencyFailed(service, 'database', failureOf(error))
        if (loginRefused(error)) onLoginRefused?.()
        throw refusal(503, 'database-unavailable')
      }
    },
    close: () => pool.end(),
  }
}

/** SQLSTATE class 28: the role is gone, may not log in, or has another password. */
const loginRefused = (error: unknown) =>
  error instanceof pg.DatabaseError && (error.code ?? '').startsWith('28')
