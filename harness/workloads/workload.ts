import type { Plugin } from '../model/plugin.ts'
import type { Attempt, Change, Control, EmergencyTold } from '../model/record.ts'
import type { Channel, Revocable } from '../model/words.ts'
import type { Stack } from '../stacks/stack.ts'

/** What an attempt came to; the engine adds actor, class and times. */
export type Result = Pick<
  Attempt,
  'outcome' | 'status' | 'layer' | 'requestId' | 'detail' | 'expiresMs' | 'contacts'
>

/** A repeated attempt of one access class. The engine keeps the schedule; one attempt at a time per probe. */
export interface Probe {
  readonly access: string
  readonly everyMs: number
  /** An attempt that has not ended by then is aborted and counts as unavailable (or indeterminate if it may have acted). */
  readonly timeoutMs: number
  /** False while there is nothing to try yet (no credential was issued): the engine then skips the attempt. */
  ready?(): boolean
  attempt(context: AttemptContext): Promise<Result>
}

export interface AttemptContext {
  readonly signal: AbortSignal
  /** Unique per attempt; sent as x-request-id wherever HTTP is spoken. */
  readonly requestId: string
  /** The run's monotonic clock, in ms. */
  nowMs(): number
}

/** What a principal holds, by which a revocation names it. `id` may be recorded, `secret` never. */
export interface Holding {
  readonly what: Revocable
  /** jti, session id, user id, client id, token accessor or lease id. */
  readonly id: string
  readonly secret?: string
  /** Account behind it where that differs: the database role of a lease. */
  readonly account?: string
}

/** Tells the engine of things that are no scheduled attempt. */
export interface Recorder {
  control(fact: Omit<Control, 'type' | 'actor'>): void
  alert(fact: {
    alert: string
    raisedMs: number
    seenMs: number
    ok: boolean
    knownPositive: boolean
    detail?: string
  }): void
  emergencyState(fact: Omit<EmergencyTold, 'type'>): void
  nowMs(): number
}

/** A workload that has entered: logged in where it must, and ready to be probed. */
export interface Actor {
  readonly name: string
  readonly probes: readonly Probe[]
  /** What `identity` holds of that kind, or undefined. */
  holding?(identity: string, what: Revocable): Holding | undefined
  /** Runbook actions, for the emergency workload only. */
  readonly emergency?: EmergencyActor
  /** Ends its sessions and clients; must not fail when the other side is gone. */
  leave(): Promise<void>
  /** Every credential that was given out for the run and that it still knows, to be tried after it has left. */
  given?(): readonly Given[]
}

/** A credential that must be dead when everything is undone. */
export interface Given {
  /** Which one, in words, never itself. */
  readonly credential: string
  /** When it ends by itself (wall clock, ms since 1970). */
  readonly expiresMs?: number | undefined
  /** Tries it where it was used; never rejects. */
  attempt(signal: AbortSignal): Promise<Result>
}

export interface EmergencyActor {
  /** The one that its access is asked for by. */
  readonly runbook: string
  /** Runs the negative controls, then arms for real. `approvals` is how many are given. */
  arm(options: { approvals: number; ttlMs: number }, recorder: Recorder, signal: AbortSignal): Promise<void>
  disarm(recorder: Recorder, signal: AbortSignal): Promise<void>
}

export interface Enter {
  readonly stack: Stack
  readonly recorder: Recorder
  readonly signal: AbortSignal
  /** Seeded pseudo-random numbers in [0, 1). */
  random(): number
  /** What the run is going to take from identities of this workload: only what was made for the run may lose it. */
  readonly revoked: readonly { readonly identity: string; readonly what: Revocable }[]
  readonly changing: Changing
}

/**
 * Called right before something is changed in the estate: on its return the change is certain to be undone, also by
 * another process. Whoever undid it and saw that it was may say so.
 */
export type Changing = (what: Change) => { undone(): void }

export interface Workload<O> extends Plugin<O> {
  /** Access classes that these options yield; each needs an expectation. */
  classes(options: O): readonly string[]
  /** Classes of revoked principals with their twins; a twin needs no expectation: it is the control. */
  revocable?(options: O): readonly {
    access: string
    twin: string
    identity: string
    what: readonly Revocable[]
    via?: readonly Channel[]
  }[]
  /** The estate's fallback (`fallbacks.<name>`) whose access its classes are; they are judged as that, not as ordinary work. */
  fallback?(options: O): string | undefined
  enter(enter: Enter, options: O): Promise<Actor>
  /**
   * Undoes one change that it announced, made or not, and sees that it is undone; may give a remark. Idempotent, from
   * any process. Throws `conflict` for what is no longer ours.
   */
  undo?(stack: Stack, what: Change, signal: AbortSignal): Promise<string | undefined>
}
