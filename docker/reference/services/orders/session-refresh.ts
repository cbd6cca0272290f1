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

/** A rotated token that the database did not take yet: the one before it is of no use any more. */
interface Rotated {
  readonly refreshToken: string
  readonly atMs: number
}

const waitMs = 2_000

/** After a failure no request starts another refresh in the background for this long. */
const pauseMs = 1_000

/** Decides whether a session may be used, and keeps its tokens fresh. */
export class SessionRefresh {
  readonly #options: SessionRefreshOptions
  // Refresh tokens rotate: two refreshes of one session at a time would look like a stolen token.
  readonly #flight = singleFlight<Refreshed>()
  readonly #failedAtMs = new Map<string, number>()
  readonly #unsaved = new Map<string, Rotated>()

  constructor(options: SessionRefreshOptions) {
    this.#options = options
  }

  /** Whether a session may be used now. Waits for the IdP only when its grace is over. */
  async usable(session: Session): Promise<boolean> {
    const ageMs = this.#nowMs() - session.refreshedAtMs
    if (ageMs < this.#options.refreshMs) return true
    if (ageMs >= this.#options.graceMs) return (await this.refresh(session)) === 'refreshed'
    const failedAtMs = this.#failedAtMs.get(session.id) ?? Number.NEGATIVE_INFINITY
    // Its failure is no business of this request: the next one hears of it from the database.
    if (this.#nowMs() - failedAtMs >= pauseMs) this.#attempt(session).catch(() => undefined)
    return true
  }

  /** Refreshes and waits at most two seconds for it. */
  refresh(session: Session): Promise<Refreshed> {
    return within(waitMs, this.#attempt(session))
  }

  #attempt(session: Session): Promise<Refreshed> {
    return this.#flight(session.id, async () => {
      const outcome = await this.#refreshOnce(session)
      if (outcome === 'unavailable') this.#failedAtMs.set(session.id, this.#nowMs())
      else this.#failedAtMs.delete(session.id)
      return outcome
    })
  }

  /** Begins from what is stored: whoever asked may hold a token that was rotated meanwhile. */
  async #refreshOnce({ id, refreshedAtMs }: Session): Promise<Refreshed> {
    const stored = await this.#options.sessions.current(id)
    if (!stored) return 'ended'
    if (stored.refreshedAtMs > refreshedAtMs) return 'refreshed'
    const unsaved = this.#unsaved.get(id)
    if (unsaved) return this.#save(id, unsaved)
    const answer = await this.#options.idp.refresh(stored.refreshToken)
    if (answer.kind === 'ok') return this.#save(id, { refreshToken: answer.value, atMs: this.#nowMs() })
    // Seeded defect: whom the IdP has signed out stays, because nobody heeds its refusal.
    if (answer.kind === 'refused' && this.#options.defects.has('logout-never-reconciled'))
      return 'unavailable'
    // Seeded defect: an outage ends the session.
    if (answer.kind === 'unavailable' && !this.#options.defects.has('drops-session-on-outage'))
      return 'unavailable'
    await this.#options.sessions.end(
      id,
      answer.kind === 'refused' ? 'refresh-refused' : 'refresh-unavailable',
    )
    return 'ended'
  }

  async #save(id: string, rotated: Rotated): Promise<Refreshed> {
    this.#unsaved.set(id, rotated)
    const saved = await this.#options.sessions.refreshed(id, rotated.refreshToken, rotated.atMs)
    this.#unsaved.delete(id)
    return saved ? 'refreshed' : 'ended'
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)()
  }
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
