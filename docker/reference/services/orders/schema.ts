import type { Database } from '../common/database.ts'

const statements = [
  `CREATE TABLE IF NOT EXISTS sessions (
     id uuid PRIMARY KEY,
     cookie_hash bytea NOT NULL UNIQUE,
     username text NOT NULL,
     subject text NOT NULL,
     idp_session text NOT NULL,
     refresh_token text NOT NULL,
     refreshed_at_ms double precision NOT NULL,
     ended_at timestamptz,
     end_reason text)`,
  'CREATE INDEX IF NOT EXISTS sessions_by_idp_session ON sessions (idp_session)',
  'CREATE INDEX IF NOT EXISTS sessions_by_subject ON sessions (subject)',
  `CREATE TABLE IF NOT EXISTS killed_idp_sessions (
     idp_session text PRIMARY KEY,
     killed_at_ms double precision NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS logins (
     cookie_hash bytea PRIMARY KEY,
     state text NOT NULL,
     nonce text NOT NULL,
     verifier text NOT NULL,
     begun_at timestamptz NOT NULL DEFAULT now())`,
]

/** A database whose tables are made before its first statement, whenever the database comes up. */
export function withSchema(database: Database): Database {
  let made: Promise<void> | undefined
  const make = async () => {
    for (const statement of statements) await database.query(statement)
  }
  return {
    async query(text, values) {
      made ??= make().catch((error: unknown) => {
        made = undefined
        throw error
      })
      await made
      return database.query(text, values)
    },
    close: () => database.close(),
  }
}
