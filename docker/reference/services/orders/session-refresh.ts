import { singleFlight } from '../common/single-flight.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { Session, SessionStore } from './session.ts'

export type Refreshed = 'refreshed' | 'ended' | 'unavailable'

export interface SessionRefreshOptions {
  readonly idp: IdentityProvider
  readonly sessions: SessionStore
  /** Age of the tokens from which they are refreshed. */
  readonly refreshMs: number
  /** How long after the last good refresh a session goes on while refresh is unavailable. */
  readonly graceMs: number
  readonly defects: ReadonlySet<string>
  readonly nowMs?: () => number
}

export interface SessionRefresh {
  /** Whether a session may be used now. Waits for the IdP only when its grace is over. */
  usable(session: Session): Promise<boolean>
  /** Refreshes and waits at most two seconds for it. */
  refresh(session: Session): Promise<Refreshed>
}

/** A rotated token that the database did not take yet: the one before it is of no use any more. */
interface Rotated {
  readonly refreshToken: string
  readonly atMs: number
}

const waitMs = 2_000

/** After a failure no request starts another refresh in the background for this long. */
const pauseMs = 1_000

export function sessionRefresh(options: SessionRefreshOptions): SessionRefresh {
  const { refreshMs, graceMs, nowMs = Date.now } = options
  // Refresh tokens rotate: two refreshes of one session at a time would look like a stolen token.
  const flight = singleFlight<Refreshed>()
  const failures = new Map<string, number>()
  const unsaved = new Map<string, Rotated>()

  const attempt = (session: Session) =>
    flight(session.id, async () => {
      const outcome = await refreshOnce(options, session, unsaved, nowMs)
      if (outcome === 'unavailable') failures.set(session.id, nowMs())
      else failures.delete(session.id)
      return outcome
    })
  const waitFor = (session: Session) => within(waitMs, attempt(session))
  const pausing = (session: Session) =>
    nowMs() - (failures.get(session.id) ?? Number.NEGATIVE_INFINITY) < pauseMs

  return {
    async usable(session) {
      const ageMs = nowMs() - session.refreshedAtMs
      if (ageMs < refreshMs) return true
      if (ageMs < graceMs) {
        if (!pausing(session)) attempt(session).catch(() => undefined)
        return true
      }
      return (await waitFor(session)) === 'refreshed'
    },
    refresh: waitFor,
  }
}

/** One refresh, begun from what is stored: whoever asked may hold a token that was rotated meanwhile. */
async function refreshOnce(
  { idp, sessions, defects }: SessionRefreshOptions,
  asked: Session,
  unsaved: Map<string, Rotated>,
  nowMs: () => number,
): Promise<Refreshed> {
  const { id } = asked
  const stored = await sessions.current(id)
  if (!stored) return 'ended'
  if (stored.refreshedAtMs > asked.refreshedAtMs) return 'refreshed'
  const answer = unsaved.has(id) ? undefined : await idp.refresh(stored.refreshToken)
  if (answer?.kind === 'ok') unsaved.set(id, { refreshToken: answer.value, atMs: nowMs() })
  const rotated = unsaved.get(id)
  if (rotated) {
    const saved = await sessions.refreshed(id, rotated.refreshToken, rotated.atMs)
    unsaved.delete(id)
    return saved ? 'refreshed' : 'ended'
  }
  // Seeded defect: an outage ends the session.
  if (answer?.kind !== 'refused' && !defects.has('drops-session-on-outage')) return 'unavailable'
  await sessions.end(id, answer?.kind === 'refused' ? 'refresh-refused' : 'refresh-unavailable')
  return 'ended'
}

/** The outcome, or `unavailable` when it takes longer; the refresh itself goes on, and what it brings is kept. */
async function within(ms: number, outcome: Promise<Refreshed>): Promise<Refreshed> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Refreshed>((resolve) => {
    timer = setTimeout(() => resolve('unavailable'), ms)
  })
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}
