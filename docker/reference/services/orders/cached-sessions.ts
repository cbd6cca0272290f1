import type { Session, SessionStore } from './session.ts'

const hourMs = 3_600_000

/** Seeded defect `session-cached`: a session that was seen once is honoured for an hour after it ended. */
export function cachedSessions(store: SessionStore, nowMs: () => number = Date.now): SessionStore {
  const seen = new Map<string, { readonly session: Session; readonly untilMs: number }>()
  return {
    ...store,
    async find(cookieHash) {
      const key = cookieHash.toString('hex')
      const live = await store.find(cookieHash)
      if (live) {
        seen.set(key, { session: live, untilMs: nowMs() + hourMs })
        return live
      }
      const cached = seen.get(key)
      if (!cached || cached.untilMs <= nowMs()) return undefined
      return { ...cached.session, refreshedAtMs: nowMs() }
    },
  }
}
