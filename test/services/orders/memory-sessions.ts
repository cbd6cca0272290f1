import { randomUUID } from 'node:crypto'
import type { EndReason, Session, SessionStore } from '../../../docker/reference/services/orders/session.ts'

interface Kept {
  readonly cookie: string
  session: Session
  ended?: EndReason
}

/** Sessions as the database keeps them, in memory. */
export function memorySessions() {
  const kept: Kept[] = []
  const killed = new Map<string, number>()
  const live = (test: (one: Kept) => boolean) => kept.find((one) => !one.ended && test(one))
  const store: SessionStore = {
    async create({ cookieHash, ...session }) {
      const id = randomUUID()
      kept.push({ cookie: cookieHash.toString('hex'), session: { ...session, id } })
      return id
    },
    find: async (cookieHash) => live(({ cookie }) => cookie === cookieHash.toString('hex'))?.session,
    current: async (id) => live(({ session }) => session.id === id)?.session,
    async refreshed(id, refreshToken, refreshedAtMs) {
      const found = live(({ session }) => session.id === id)
      if (found) found.session = { ...found.session, refreshToken, refreshedAtMs }
      return found !== undefined
    },
    async end(id, why) {
      const found = live(({ session }) => session.id === id)
      if (found) found.ended = why
    },
    async endByIdp({ idpSession, subject }) {
      const fits = ({ session }: Kept) =>
        (idpSession === undefined || session.idpSession === idpSession) &&
        (subject === undefined || session.subject === subject)
      const found = kept.filter((one) => !one.ended && fits(one))
      for (const one of found) one.ended = 'idp-logout'
      return found.length
    },
    async revoke(id, atMs) {
      const found = kept.find(({ session }) => session.id === id)
      if (!found) return false
      found.ended ??= 'revoked'
      killed.set(found.session.idpSession, atMs)
      return true
    },
    killedAtMs: async (idpSession) => killed.get(idpSession),
  }
  return { store, endOf: (id: string) => kept.find(({ session }) => session.id === id)?.ended }
}
