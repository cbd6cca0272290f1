/** A session of the web application. `id` is public; the cookie that opens it is kept as a hash only. */
export interface Session {
  readonly id: string
  readonly user: string
  readonly subject: string
  /** The IdP's session behind it (`sid`). */
  readonly idpSession: string
  readonly refreshToken: string
  readonly refreshedAtMs: number
}

interface NewSession extends Omit<Session, 'id'> {
  readonly cookieHash: Buffer
}

/** Why a session ended; kept with it. */
export type EndReason = 'revoked' | 'idp-logout' | 'refresh-refused' | 'refresh-unavailable'

/** Sessions and what must outlive them. Every method throws a 503 refusal while the database is away. */
export interface SessionStore {
  create(session: NewSession): Promise<string>
  /** The live session of a cookie. */
  find(cookieHash: Buffer): Promise<Session | undefined>
  /** A live session by its public id. */
  current(id: string): Promise<Session | undefined>
  /** Saves a refresh; false when the session ended meanwhile. */
  refreshed(id: string, refreshToken: string, atMs: number): Promise<boolean>
  end(id: string, why: EndReason): Promise<void>
  /** Ends what belongs to an IdP session, or to everything of a subject when that is all there is. */
  endByIdp(who: { readonly idpSession?: string; readonly subject?: string }): Promise<number>
  /** Ends a session and remembers its IdP session as killed. False when there never was such a session. */
  revoke(id: string, atMs: number): Promise<boolean>
  /** When an IdP session was last killed here, in ms since 1970. */
  killedAtMs(idpSession: string): Promise<number | undefined>
}
