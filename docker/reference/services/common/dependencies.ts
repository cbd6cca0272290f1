import type { Failure } from './failure.ts'
import { log } from './log.ts'
import { requestScope } from './request-scope.ts'

/** A change that somebody should hear of: a dependency failed in another way than before, or answers again. */
export interface Trouble {
  readonly dependency: string
  /** Undefined: it answers again. */
  readonly failure?: Failure
}

/** While a dependency goes on to fail in the same way it is told again this often. */
const againMs = 15_000

const failing = new Map<string, { readonly failure: Failure; readonly toldMs: number }>()
const listeners: ((trouble: Trouble) => void)[] = []

/** Whoever listens is told of changes, never of each failure. */
export function onTrouble(listener: (trouble: Trouble) => void): void {
  listeners.push(listener)
}

/** Logs a call that failed under the request that it was made for; `caller` is this service. */
export function dependencyFailed(service: string, dependency: string, failure: Failure): void {
  const requestId = requestScope.getStore()?.requestId
  log('dependency failed', { service, dependency, ...(requestId ? { requestId } : {}), ...failure })
  const known = failing.get(dependency)
  const news = known?.failure.layer !== failure.layer || performance.now() - known.toldMs >= againMs
  failing.set(dependency, { failure, toldMs: news ? performance.now() : (known?.toldMs ?? 0) })
  if (news) for (const listener of listeners) listener({ dependency, failure })
}

export function dependencyAnswered(dependency: string): void {
  if (failing.delete(dependency)) for (const listener of listeners) listener({ dependency })
}

/** How it failed last, or undefined when it has answered since. */
export const lastFailureOf = (dependency: string): Failure | undefined => failing.get(dependency)?.failure
