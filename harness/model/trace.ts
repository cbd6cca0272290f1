import type { Phase } from './words.ts'

/**
 * One way that a client went in an attempt, and how far it came: to a name, a TCP connection, a TLS handshake, an
 * answer. Times in ms.
 */
export interface Contact {
  /** The service that was called. */
  readonly to: string
  readonly reached: 'nothing' | 'name' | 'connection' | 'handshake' | 'answer'
  /** False on a connection that was open already. */
  readonly fresh: boolean
  readonly connectMs?: number
  readonly tlsMs?: number
  /** From asking to the head of the answer. */
  readonly firstByteMs?: number
  /** Bytes that came on a connection which gave no answer, where the client can tell. */
  readonly bytes?: number
  readonly status?: number | string
  /** What the answer's date is ahead of the harness's clock, to the second, where it is more than a moment. */
  readonly skewMs?: number
  /** A code; `CLOSED` where the other side ended the connection in good order. */
  readonly error?: string
}

/** What a line of a log says of one call, in the words of who wrote it. */
export interface Said {
  /**
   * `call`: it came in, and was answered where a status is told. `answer`: a line of its own that it was answered.
   * `failed`: the service's own call to a dependency failed. `alert`: somebody was told.
   */
  readonly kind: 'call' | 'answer' | 'failed' | 'alert'
  readonly status?: number
  readonly reason?: string
  readonly layer?: string
  /** The dependency that failed, or that an alert is about. */
  readonly dependency?: string
  readonly code?: string
  /** Whom the service called for this request. */
  readonly asked?: readonly string[]
  /** Of a gateway: whom it passed the request on to, how that ended, and what went wrong on the way. */
  readonly backend?: string
  readonly termination?: string
  readonly error?: string
  readonly alert?: string
}

/** A line of a log that belongs to an attempt. `atMs`: by the clock of who wrote it, on the run's clock. */
export interface LoggedCall extends Said {
  readonly service: string
  readonly caller: string
  readonly atMs: number
}

/** What both sides saw of one failed attempt: its lines in every log, joined by its request ID. */
export interface Traced {
  readonly type: 'trace'
  /** `seq` of the attempt. */
  readonly attempt: number
  readonly requestId: string
  readonly calls: readonly LoggedCall[]
}

/** What the logs of one edge tell about the requests of this run, in one phase. */
export interface EdgeCalls {
  readonly type: 'edge.calls'
  readonly from: string
  readonly to: string
  readonly phase: Phase
  /** Request IDs for which this way was gone, and how often: what failed is counted by who tried it. */
  readonly requests: number
  readonly tries: number
  readonly most: number
  /** Requests that the caller's log says were passed on, and those of them that the other log does not know. */
  readonly passed: number
  readonly lost: number
  /** Some of the lost, at most five. */
  readonly lostIds: readonly string[]
}

/** An alert that the estate's own alerting received during the run. */
export interface AlertReceived {
  readonly type: 'alert.received'
  readonly receivedMs: number
  readonly from: string
  readonly alert: string
  readonly dependency?: string
  readonly layer?: string
  readonly code?: string
}
