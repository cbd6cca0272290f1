import type { Estate } from '../model/estate.ts'
import type { Edge } from '../model/plan.ts'
import type { Said } from '../model/trace.ts'
import type { ClockSetting } from './clock.ts'

/** What a driver can do. A fault that needs what its driver lacks is refused by `plan`. */
export const capabilities = ['edges', 'freeze', 'kill-restart', 'clock'] as const
export type Capability = (typeof capabilities)[number]

/** Where a caller reaches a callee: by the name that its certificate bears, at the address that only this caller has. */
export interface Endpoint {
  readonly host: string
  readonly address: string
  readonly port: number
}

export type PartState = 'running' | 'paused' | 'stopped'

/** One request or connection that a service's own log shows: who called, and when (wall clock, ms since 1970). */
export interface Observation {
  readonly caller: string
  /** True, also while the service's clock was moved. */
  readonly timeMs: number
  /** What the log itself says, where a clock was moved. */
  readonly statedMs?: number
  readonly requestId?: string
  readonly line: string
  /** What it says more of the call, where its form is known. */
  readonly says?: Said
}

/** A running estate. Everything it knows stands on disk, so that another process can attach and heal. */
export interface Stack {
  readonly id: string
  readonly driver: string
  /** True when the harness made all of it and removes it again: nothing that anybody needs lives there. */
  readonly disposable: boolean
  /** Folder of the stack: configuration, logs, secrets (0700). */
  readonly dir: string
  readonly estate: Estate
  /** PEM file of the CA that issued every server certificate of this stack. */
  readonly caFile: string
  /** Versions of what runs, for the evidence. */
  readonly versions: Readonly<Record<string, string>>
  /** Every caller→callee edge of the estate; each has one proxy listener of its own. */
  readonly edges: readonly Edge[]
  /** The proxied way from a caller to a callee. Throws DrillError when the estate declares no such edge. */
  endpoint(caller: string, callee: string): Endpoint
  /** The service's own address. For witnesses only: no workload and no service may use it. */
  behind(service: string): Endpoint
  /**
   * Brings edges into a state, connections that are open on them too. Out of any but `open`, they are cut. To `lost` and
   * `unknown` nothing can be brought.
   */
  setEdges(edges: readonly Edge[], to: EdgeState): Promise<void>
  edgeState(edge: Edge): Promise<EdgeState>
  state(service: string): Promise<PartState>
  /** Names what runs of a service, or ran last: each start of it has another name. */
  incarnation(service: string): Promise<string>
  pause(service: string): Promise<void>
  resume(service: string): Promise<void>
  /** SIGKILL of the whole part; no clean shutdown. */
  kill(service: string): Promise<void>
  /** Starts a killed part again at the same address and waits until it is ready; waits alone when it runs already. */
  start(service: string, signal?: AbortSignal): Promise<void>
  /** How far the service's clock is off, and who moved it. Throws `refused` for one that cannot be moved. */
  clock(service: string): Promise<ClockSetting>
  /** Moves the service's clock while it runs; what measures durations stays true. A creep goes on while this process lives. */
  setClock(service: string, setting: ClockSetting): Promise<void>
  /** What the service's own log shows since a wall-clock time; the witness's source. */
  observed(service: string, sinceMs: number): Promise<readonly Observation[]>
  /** Who has a session open at the service by its own log; none for services whose log shows requests. */
  holding(service: string): Promise<readonly string[]>
  /** Files that hold the service's logs, to be copied into the run. */
  logFiles(service: string): readonly string[]
  /** A secret of the stack by name. Never write it anywhere. */
  secret(name: string): Promise<string>
  /** Every secret value of the stack, for redaction. */
  secrets(): Promise<readonly string[]>
  /** HAProxy-style runtime command to the gateway over its local admin socket; returns the reply. */
  gatewayCommand(command: string): Promise<string>
  down(): Promise<void>
}

/**
 * What becomes of traffic on an edge: `open` as usual, `refused` (closed, open connections cut), `silent` (nothing
 * passes), `reset` (cut with the first byte), a round trip longer by `latency-<ms>ms-<jitter>ms`, a `bandwidth` of
 * 1,000 bytes a second each way and connection, answers `truncated` after so many bytes of each connection.
 */
export type EdgeState =
  | 'open'
  | 'refused'
  | 'silent'
  | 'reset'
  | `latency-${number}ms-${number}ms`
  | `bandwidth-${number}KBps`
  | `truncated-${number}B`
  /** As none of these: somebody else has changed it. */
  | 'unknown'
  /** The proxy has forgotten it, and serves nobody there. */
  | 'lost'

/** Service → defects seeded on top of the estate's own. */
export type Defects = Readonly<Record<string, readonly string[]>>

export interface UpOptions {
  /** Name of the stack; its folder is `<home>/stacks/<name>`. */
  readonly name: string
  readonly estateFile: string
  readonly defects?: Defects
  /** Lifetime name → milliseconds, on top of the estate's `drill` values. */
  readonly lifetimes?: Readonly<Record<string, number>>
  /** Called with each step of the start, for progress. */
  readonly progress?: (part: string, what: string) => void
}

export interface StackDriver {
  readonly name: string
  readonly summary: string
  readonly offers: readonly Capability[]
  /** What it could offer on another machine, and how to get it on this one. */
  readonly lacks?: Readonly<Partial<Record<Capability, string>>>
  /** Why the clock of a service cannot be moved by this driver, or undefined when it can. */
  fixedClock?(estate: Estate, service: string): string | undefined
  /** Why this driver cannot be used here, or undefined when it can. */
  unavailable(): Promise<string | undefined>
  up(options: UpOptions, signal: AbortSignal): Promise<Stack>
  /** From another process, from what was written as each part started. Throws `stack-lost` when there is none. */
  attach(name: string): Promise<Stack>
  /**
   * Brings the seeded defects of a warm stack to exactly these (service → defects, on top of the estate's own) by
   * starting the services anew that had others; nothing is restarted when nothing differs. Absent: not offered.
   */
  reseed?(name: string, defects: Defects, signal: AbortSignal): Promise<Stack>
  /** Removes whatever a stack of that name left behind, also after a crash in mid-start. Idempotent. */
  sweep(name: string): Promise<void>
}

export type { ClockSetting, Edge }
