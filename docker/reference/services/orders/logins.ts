import * as z from 'zod'
import type { Database } from '../common/database.ts'

/** What must be remembered between sending somebody to the IdP and their return. */
export interface Login {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface LoginStore {
  begin(cookieHash: Buffer, login: Login): Promise<void>
  /** Takes a login out, so that it serves once; undefined when unknown or older than ten minutes. */
  take(cookieHash: Buffer): Promise<Login | undefined>
}

const loginRow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() })
const recent = "begun_at > now() - interval '10 minutes'"

export const postgresLogins = (database: Database): LoginStore => ({
  async begin(cookieHash, { state, nonce, verifier }) {
    await database.query(`DELETE FROM logins WHERE NOT ${recent}`)
    const text = 'INSERT INTO logins (cookie_hash, state, nonce, verifier) VALUES ($1, $2, $3, $4)'
    await database.query(text, [cookieHash, state, nonce, verifier])
  },
  async take(cookieHash) {
    const text = `DELETE FROM logins WHERE cookie_hash = $1 AND ${recent} RETURNING state, nonce, verifier`
    const [row] = await database.query(text, [cookieHash])
    return row && loginRow.parse(row)
  },
})
