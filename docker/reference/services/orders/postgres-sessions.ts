import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Database } from '../common/database.ts'
import type { Session, SessionStore } from './session.ts'

const sessionRow = z
  .object({
    id: z.string(),
    username: z.string(),
    subject: z.string(),
    idp_session: z.string(),
    refresh_token: z.string(),
    refreshed_at_ms: z.number(),
  })
  .transform(
    (row): Session => ({
      ...{ id: row.id, user: row.username, subject: row.subject, idpSession: row.idp_session },
      ...{ refreshToken: row.refresh_token, refreshedAtMs: row.refreshed_at_ms },
    }),
  )
const killRow = z.object({ killed_at_ms: z.number() })

const insert = `INSERT INTO sessions (id, cookie_hash, username, subject, idp_session, refresh_token, refreshed_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`
const endIt = 'UPDATE sessions SET ended_at = now(), end_reason = $2 WHERE ended_at IS NULL AND'

// One statement, so that a session is never ended without its IdP session being remembered. A second revocation
// counts from its own time.
const revokeIt = `WITH gone AS (
    UPDATE sessions SET ended_at = coalesce(ended_at, now()), end_reason = coalesce(end_reason, 'revoked')
    WHERE id = $1 RETURNING idp_session)
  INSERT INTO killed_idp_sessions SELECT idp_session, $2::double precision FROM gone
  ON CONFLICT (idp_session) DO UPDATE SET killed_at_ms = excluded.killed_at_ms RETURNING killed_at_ms`

export const postgresSessions = (database: Database): SessionStore => ({
  async create({ cookieHash, user, subject, idpSession, refreshToken, refreshedAtMs }) {
    const id = randomUUID()
    await database.query(insert, [id, cookieHash, user, subject, idpSession, refreshToken, refreshedAtMs])
    return id
  },
  async find(cookieHash) {
    const text = 'SELECT * FROM sessions WHERE cookie_hash = $1 AND ended_at IS NULL'
    const [row] = await database.query(text, [cookieHash])
    return row && sessionRow.parse(row)
  },
  async current(id) {
    const [row] = await database.query('SELECT * FROM sessions WHERE id = $1 AND ended_at IS NULL', [id])
    return row && sessionRow.parse(row)
  },
  async refreshed(id, refreshToken, atMs) {
    const text = `UPDATE sessions SET refresh_token = $2, refreshed_at_ms = $3
      WHERE id = $1 AND ended_at IS NULL RETURNING id`
    return (await database.query(text, [id, refreshToken, atMs])).length > 0
  },
  async end(id, why) {
    await database.query(`${endIt} id = $1`, [id, why])
  },
  async endByIdp({ idpSession, subject }) {
    const which = '($1::text IS NULL OR idp_session = $1) AND ($3::text IS NULL OR subject = $3) RETURNING id'
    if (idpSession === undefined && subject === undefined) return 0
    return (await database.query(`${endIt} ${which}`, [idpSession, 'idp-logout', subject])).length
  },
  revoke: async (id, atMs) => (await database.query(revokeIt, [id, atMs])).length > 0,
  async killedAtMs(idpSession) {
    const text = 'SELECT killed_at_ms FROM killed_idp_sessions WHERE idp_session = $1'
    const [row] = await database.query(text, [idpSession])
    return row && killRow.parse(row).killed_at_ms
  },
})
