import type { StopCause } from './stop.ts'
import type { AlertReceived, Contact, EdgeCalls, Traced } from './trace.ts'
import type { Layer, Outcome, Phase } from './words.ts'

/** Fields that every journal record has. `atMs` is the run's monotonic clock, `time` the wall clock (ISO 8601). */
export interface Stamp {
  readonly seq: number
  readonly atMs: number
  readonly time: string
}

/** One attempt to get access: an interval [atMs, endMs] on the monotonic clock. */
export interface Attempt {
  readonly type: 'attempt'
  readonly actor: string
  readonly access: string
  readonly beganMs: number
  readonly endMs: number
  readonly outcome: Outcome
  /** HTTP status, PostgreSQL SQLSTATE or socket error code. */
  readonly status?: number | string
  readonly layer?: Layer
  readonly requestId?: string
  readonly detail?: string
  /** When the credential that was shown expires by itself, on the run's clock. */
  readonly expiresMs?: number
  /** Every way that was gone, of an attempt that was not granted or was slow. */
  readonly contacts?: readonly Contact[]
}

/** A negative control: something that must be refused was tried once. `refused` is what the estate did. */
export interface Control {
  readonly type: 'control'
  readonly actor: string
  readonly control: string
  readonly beganMs: number
  readonly endMs: number
  readonly outcome: Outcome
  readonly status?: number | string
  readonly requestId?: string
  readonly detail?: string
}

export const witnesses = [
  ...(['canary', 'control-path', 'caller-seen', 'target-silent', 'direct-route'] as const),
  ...(['target-reached', 'target-state', 'caller-slowed', 'clock-overhead'] as const),
] as const

/** One observation by a witness of a fault, never by the tool that injected it. */
export interface Witnessed {
  readonly type: 'witness'
  readonly fault: string
  readonly moment: 'before' | 'begin' | 'hold' | 'end'
  readonly witness: (typeof witnesses)[number]
  readonly ok: boolean
  readonly detail: string
}

/** What the estate says of its emergency access. */
export interface EmergencyTold {
  readonly type: 'emergency.state'
  readonly state: string
  readonly generation: number
  readonly detail?: string
  /** Who asked for the change, who signed it, for which incident, and until when (run's clock) it lasts. */
  readonly requester?: string
  readonly approvers?: readonly string[]
  readonly incident?: string
  readonly expiresMs?: number
}

/** A step of a runbook began or ended, by a machine or a person. `plannedMs` is how long it may take; null: not set. */
export interface RunbookStepped {
  readonly type: 'runbook.step'
  readonly moment: 'began' | 'ended'
  readonly runbook: string
  readonly step: string
  readonly by: 'machine' | 'person'
  readonly who: string
  readonly plannedMs: number | null
  readonly outcome?: 'done' | 'refused' | 'failed' | 'not-done'
  /** What a person answered, and how the answer came. */
  readonly answer?: string
  readonly via?: 'terminal' | 'file'
  readonly detail?: string
}

/** Who takes part, by name. Names are not approvals: those are signed statements. */
export interface RosterTold {
  readonly type: 'run.roster'
  readonly coordinator?: string
  readonly approvers: readonly string[]
  readonly witness?: string
  readonly participants: readonly string[]
}

/** What a run changes in the estate other than by a fault: people and clients made for it, emergency access … */
export const changeKinds = [
  ...(['person', 'client', 'vault-token', 'certificate', 'armed-access', 'denial', 'restart'] as const),
  ...(['signing-key', 'signing-key-flag'] as const),
  ...(['ca', 'ca-trusted', 'ca-issuing', 'ca-retired'] as const),
] as const

/** One such change, as plain JSON without secrets: enough to undo it from any process. */
export interface Change {
  readonly kind: (typeof changeKinds)[number]
  /** Nobody else has this name (but for a restart, where it is the service): by it the change is known as ours. */
  readonly name: string
  /** Of what was there already: what it was like, to be restored. */
  readonly before?: Readonly<Record<string, string>>
  /** What it belongs to: the runbook of emergency access. */
  readonly of?: string
  /** ISO 8601. Undoing it earlier would let in again what was revoked. */
  readonly keepUntil?: string
}

/** A credential that was given out for the run was tried after everything was undone: it must be refused. */
export interface ProofOfDeath {
  readonly type: 'proof.dead'
  readonly actor: string
  /** Which one, in words, never itself. */
  readonly credential: string
  readonly beganMs: number
  readonly endMs: number
  readonly ok: boolean
  readonly outcome: Outcome
  readonly status?: number | string
  readonly detail?: string
}

/** A signed approval of the plan, verified under a trusted key before the run. */
export interface ApprovalTold {
  readonly type: 'run.approval'
  readonly approver: string
  readonly keyId: string
  /** ISO 8601, UTC. */
  readonly approvedAt: string
}

export type Fact =
  | Attempt
  | Traced
  | EdgeCalls
  | AlertReceived
  | Control
  | Witnessed
  | RunbookStepped
  | RosterTold
  | ApprovalTold
  | ProofOfDeath
  | {
      readonly type: 'run.started'
      readonly run: string
      readonly stack: string
      readonly versions: Readonly<Record<string, string>>
    }
  | { readonly type: 'phase.began'; readonly phase: Phase }
  /** `leaseMs`: when it is not undone after that long, whoever watches the run does it. */
  | {
      readonly type: 'fault.intent'
      readonly fault: string
      readonly undo: unknown
      readonly leaseMs?: number
    }
  | {
      readonly type: 'fault.applied'
      readonly fault: string
      readonly beganMs: number
      readonly endMs: number
    }
  | { readonly type: 'fault.failed'; readonly fault: string; readonly detail: string }
  | { readonly type: 'undo.intent'; readonly fault: string }
  | { readonly type: 'undo.done'; readonly fault: string; readonly beganMs: number; readonly endMs: number }
  /** `conflict`: what is there now is not ours to undo; it was left as it is. */
  | {
      readonly type: 'undo.verified'
      readonly fault: string
      readonly ok: boolean
      readonly conflict?: boolean
      readonly detail?: string
    }
  | { readonly type: 'step.began'; readonly step: string }
  /** `tries` counts attempts at the command; a cut channel is tried until it opens. */
  | {
      readonly type: 'step.ended'
      readonly step: string
      readonly ok: boolean
      readonly beganMs: number
      readonly endMs: number
      readonly tries: number
      readonly detail?: string
    }
  | {
      readonly type: 'alert'
      readonly actor: string
      readonly alert: string
      readonly raisedMs: number
      readonly seenMs: number
      readonly ok: boolean
      readonly knownPositive: boolean
      readonly detail?: string
    }
  | EmergencyTold
  /** Written before the change, so that another process can undo it: it may or may not have been made. */
  | {
      readonly type: 'change.intent'
      readonly change: string
      /** The plug-in that changes, and undoes. */
      readonly by: 'workload' | 'step'
      readonly plugin: string
      readonly what: Change
      readonly leaseMs: number
    }
  | {
      readonly type: 'change.undone'
      readonly change: string
      readonly ok: boolean
      readonly conflict?: boolean
      readonly detail?: string
    }
  /** Who a server said that it was before anything was changed at it: its issuer, or the id of its cluster. */
  | { readonly type: 'target.identified'; readonly service: string; readonly identity: string }
  | { readonly type: 'actor.entered'; readonly actor: string; readonly workload: string }
  | { readonly type: 'actor.failed'; readonly actor: string; readonly detail: string }
  | { readonly type: 'clock.step'; readonly byMs: number }
  /** The runner itself stood still for so long: what it was to do in that time came late. */
  | { readonly type: 'clock.stall'; readonly byMs: number }
  /** The run is ended before its time, by something that watches over it. */
  | {
      readonly type: 'run.stopping'
      readonly cause: StopCause
      readonly detail: string
      readonly access?: string | undefined
    }
  | { readonly type: 'signal'; readonly signal: string; readonly count: number }
  | { readonly type: 'run.interrupted'; readonly detail: string }
  | {
      readonly type: 'run.ended'
      readonly status: 'completed' | 'aborted' | 'errored'
      readonly clean: boolean
      readonly detail?: string
    }

/** A line of journal.jsonl. */
export type JournalRecord = Stamp & Fact

/** What happened: the journal, read back. The only input of the judges besides the plan. */
export type History = readonly JournalRecord[]

/** The records of one type, in their order. */
export function recordsOf<T extends Fact['type']>(
  history: History,
  type: T,
): readonly Extract<JournalRecord, { type: T }>[] {
  return (byType(history).get(type) ?? []) as Extract<JournalRecord, { type: T }>[]
}

/**
 * What is worked out of a history, and asked for hundreds of times by judges and reports: a long one is gone through
 * once, and anew when it has grown.
 */
export function perHistory<T>(make: (history: History) => T): (history: History) => T {
  const made = new WeakMap<History, { readonly length: number; readonly value: T }>()
  return (history) => {
    const known = made.get(history)
    if (known?.length === history.length) return known.value
    const value = make(history)
    made.set(history, { length: history.length, value })
    return value
  }
}

/** All but the attempts, of which there may be a million: what else happened, in its order. */
export const besidesAttempts = perHistory((history) => history.filter(({ type }) => type !== 'attempt'))

const byType = perHistory((history) => Map.groupBy(history, (entry) => entry.type))
