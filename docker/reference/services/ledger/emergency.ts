import { type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { digest } from '../common/bearer.ts'
import { type Approval, type Approver, checkApproval, type Refusal, wordsOf } from './approval.ts'
import { credentialIdOf, newCredentialKeys, signCredential } from './emergency-credential.ts'
import { SpentApprovals } from './spent-approvals.ts'

export interface Arming {
  readonly incident: string
  readonly requester: string
  readonly scope: string
  readonly ttlMs: number
  /** Compact JWS. */
  readonly approvals: readonly string[]
}

/** What the pager is told; `session` when a session was used, `cause` when access ended. */
export interface EmergencyAlert {
  readonly alert: 'emergency-armed' | 'emergency-used' | 'emergency-disarmed'
  readonly incident: string
  readonly credentialId: string
  readonly atMs: number
  readonly session?: string
  readonly cause?: 'disarmed' | 'expired'
}

export interface EmergencyState {
  readonly state: 'sealed' | 'armed'
  /** Counts the keys that there have been; goes up whenever access ends. */
  readonly generation: number
  readonly incident?: string
  readonly expiresAtMs?: number
}

/** Somebody who holds a live credential or session. */
export interface Holder {
  readonly credentialId: string
  readonly scope: readonly string[]
}

export interface EmergencyOptions {
  /** Who may approve; asked each time, so that somebody who left counts as gone. */
  readonly approvers: () => readonly Approver[]
  readonly alert: (alert: EmergencyAlert) => void
  readonly defects: ReadonlySet<string>
  readonly nowMs?: () => number
}

interface Session {
  readonly id: string
  used: boolean
}

interface Access extends Holder {
  readonly incident: string
  readonly expiresAtMs: number
  readonly publicKey: KeyObject
  /** By the SHA-256 of what its holder presents. */
  readonly sessions: Map<string, Session>
  used: boolean
}

const maxTtlMs = 3_600_000
const maxSessions = 1_000

/**
 * Emergency access to the ledger, enforced here: whoever calls, the approvals decide. All of it lives in memory,
 * so a restart seals.
 *
 *     sealed ──arm (two approvals)──▶ armed ──disarm or expiry──▶ sealed, next generation, new key
 */
export class EmergencyAccess {
  readonly #options: EmergencyOptions
  readonly #nowMs: () => number
  readonly #startedMs: number
  readonly #spent = new SpentApprovals()
  #generation = 1
  #keys = newCredentialKeys()
  #armed: Access | undefined
  /** Stays empty but for the seeded defect `emergency-survives-disarm`. */
  #survivor: Access | undefined

  constructor(options: EmergencyOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#startedMs = this.#nowMs()
  }

  state(): EmergencyState {
    this.expire()
    if (!this.#armed) return { state: 'sealed', generation: this.#generation }
    const { incident, expiresAtMs } = this.#armed
    return { state: 'armed', generation: this.#generation, incident, expiresAtMs }
  }

  async arm(arming: Arming): Promise<{ credential: string; expiresAtMs: number } | Refusal> {
    if (arming.ttlMs > maxTtlMs) return 'ttl-too-long'
    const checked = await this.#checkAll(arming)
    if (typeof checked === 'string') return checked
    // From here until it is armed nothing waits, so that two requests cannot both pass.
    this.expire()
    const refusal = this.#refusalOf(checked)
    if (refusal) return refusal
    for (const approval of checked) this.#spent.add(approval)
    return this.#open(arming)
  }

  /** Seals. A ledger that is sealed already says so too, if the approval holds: sealing twice harms nobody. */
  async disarm(incident: string, jws: string): Promise<EmergencyState | Refusal> {
    const known = this.#mayDisarm()
    const approval = await checkApproval(jws, { action: 'disarm', incident }, known, this.#times())
    if (typeof approval === 'string') return approval
    this.expire()
    if (this.#spent.has(approval)) return 'approval-replayed'
    if (this.#armed && this.#armed.incident !== incident) return 'incident-mismatch'
    this.#spent.add(approval)
    this.#seal('disarmed')
    return this.state()
  }

  /** Who holds this credential, or undefined when it opens nothing (any more). */
  async withCredential(credential: string): Promise<Holder | undefined> {
    const access = await this.#accessOf(credential)
    return access && this.#use(access, access)
  }

  /** A session of its own for the holder of a credential; it ends with it. */
  async openSession(credential: string): Promise<string | undefined> {
    const access = await this.#accessOf(credential)
    if (!access || access.sessions.size >= maxSessions) return undefined
    this.#use(access, access)
    const session = randomBytes(32).toString('base64url')
    access.sessions.set(digest(session).toString('hex'), { id: randomUUID(), used: false })
    return session
  }

  withSession(session: string): Holder | undefined {
    this.expire()
    const key = digest(session).toString('hex')
    for (const access of this.#live()) {
      const found = access.sessions.get(key)
      if (found) return this.#use(access, found, found.id)
    }
    return undefined
  }

  /** Ends what has run out. Every answer does so first; a timer does it for the alert's sake. */
  expire(): void {
    const nowMs = this.#nowMs()
    if (this.#armed && this.#armed.expiresAtMs <= nowMs) this.#seal('expired')
    if (this.#survivor && this.#survivor.expiresAtMs <= nowMs) this.#survivor = undefined
    this.#spent.forgetExpired(nowMs)
  }

  #mayDisarm(): readonly Approver[] {
    const known = this.#options.approvers()
    // Seeded defect: nobody asks whether the one who signs still has the right.
    return this.#options.defects.has('disarm-by-anyone')
      ? known.map((approver) => ({ ...approver, active: true }))
      : known
  }

  #refusalOf(approvals: readonly Approval[]): Refusal | undefined {
    const needed = this.#options.defects.has('emergency-one-approval') ? 1 : 2
    if (approvals.some((approval) => this.#spent.has(approval))) return 'approval-replayed'
    if (new Set(approvals.map(({ approver }) => approver)).size < approvals.length) return 'approver-repeated'
    if (approvals.length < needed) return 'approvals-missing'
    return this.#armed ? 'already-armed' : undefined
  }

  async #checkAll(arming: Arming): Promise<readonly Approval[] | Refusal> {
    const { incident, requester, scope } = arming
    const known = this.#options.approvers()
    const checked: Approval[] = []
    for (const jws of arming.approvals) {
      const approval = await checkApproval(
        jws,
        { action: 'arm', incident, requester, scope },
        known,
        this.#times(),
      )
      if (typeof approval === 'string') return approval
      checked.push(approval)
    }
    return checked
  }

  async #open({ incident, scope, ttlMs }: Arming): Promise<{ credential: string; expiresAtMs: number }> {
    const keys = this.#keys
    const issuedAtMs = this.#nowMs()
    const expiresAtMs = issuedAtMs + ttlMs
    const claims = {
      credentialId: randomUUID(),
      incident,
      scope,
      generation: this.#generation,
      issuedAtMs,
      expiresAtMs,
    }
    this.#armed = {
      ...{ credentialId: claims.credentialId, incident, expiresAtMs, publicKey: keys.publicKey },
      ...{ scope: wordsOf(scope), sessions: new Map(), used: false },
    }
    this.#options.alert({
      alert: 'emergency-armed',
      incident,
      credentialId: claims.credentialId,
      atMs: issuedAtMs,
    })
    return { credential: await signCredential(claims, keys), expiresAtMs }
  }

  #seal(cause: 'disarmed' | 'expired'): void {
    if (!this.#armed) return
    const { incident, credentialId } = this.#armed
    // Seeded defect: what was disarmed goes on to be honoured.
    if (cause === 'disarmed' && this.#options.defects.has('emergency-survives-disarm'))
      this.#survivor = this.#armed
    this.#armed = undefined
    this.#generation += 1
    this.#keys = newCredentialKeys()
    this.#options.alert({ alert: 'emergency-disarmed', incident, credentialId, atMs: this.#nowMs(), cause })
  }

  async #accessOf(credential: string): Promise<Access | undefined> {
    this.expire()
    for (const access of this.#live()) {
      const id = await credentialIdOf(credential, access.publicKey, this.#nowMs())
      // Looked at again: access may have ended while the signature was checked.
      this.expire()
      if (id === access.credentialId && this.#live().includes(access)) return access
    }
    return undefined
  }

  #use(access: Access, mark: { used: boolean }, session?: string): Holder {
    const { incident, credentialId, scope } = access
    // Seeded defect: nobody hears of the use.
    if (!mark.used && !this.#options.defects.has('alert-dropped'))
      this.#options.alert({ alert: 'emergency-used', incident, credentialId, atMs: this.#nowMs(), session })
    mark.used = true
    return { credentialId, scope }
  }

  #live(): readonly Access[] {
    return [this.#armed, this.#survivor].filter((access) => access !== undefined)
  }

  #times() {
    return { nowMs: this.#nowMs(), notBeforeMs: this.#startedMs }
  }
}
