import { dependencyAnswered, dependencyFailed } from './dependencies.ts'
import { type Failure, failureOf, failureOfStatus } from './failure.ts'
import { isConnected, takesConnections } from './open-connections.ts'
import { requestScope } from './request-scope.ts'

/** fetch as a service does it: names itself, passes the request ID on, and never waits longer than `timeoutMs`. */
export type Outbound = (url: string, init?: RequestInit & { timeoutMs?: number }) => Promise<Response>

const defaultTimeoutMs = 2_000

const noDefects: ReadonlySet<string> = new Set()

/**
 * The time-out covers the answer's body too; a signal of the caller's own replaces it. Throws what fetch throws
 * (network, `TimeoutError`). What failed is logged with its layer.
 */
export function outbound(service: string, defects = noDefects): Outbound {
  return (url, { timeoutMs = defaultTimeoutMs, signal, ...init } = {}) => {
    const headers = new Headers(init.headers)
    headers.set('user-agent', `drill-${service}`)
    const scope = requestScope.getStore()
    // Seeded defect: whom a call was made for is lost here.
    if (scope && !headers.has('x-request-id') && !defects.has('drops-request-id'))
      headers.set('x-request-id', scope.requestId)
    const { hostname, host } = new URL(url)
    const dependency = hostname.split('.')[0] ?? hostname
    scope?.asked.add(dependency)
    const ask = () => fetch(url, { ...init, headers, signal: signal ?? AbortSignal.timeout(timeoutMs) })
    return tried(() => noted(service, dependency, host, ask), defects.has('retries-without-pause') ? 9 : 0)
  }
}

/** Seeded defect: what fails is tried again at once, over and over. */
async function tried(call: () => Promise<Response>, again: number): Promise<Response> {
  try {
    return await call()
  } catch (error) {
    if (again === 0) throw error
    return tried(call, again - 1)
  }
}

async function noted(
  service: string,
  dependency: string,
  host: string,
  ask: () => Promise<Response>,
): Promise<Response> {
  const beganMs = performance.now()
  try {
    const answer = await ask()
    const failure = failureOfStatus(answer.status)
    if (failure) dependencyFailed(service, dependency, failure)
    else dependencyAnswered(dependency)
    return answer
  } catch (error) {
    const failure = seen(failureOf(error), performance.now() - beganMs)
    // A time-out tells in no other way whether anybody was there at all.
    const away = failure.code === 'TIMEOUT' && !isConnected(host) && !(await takesConnections(host))
    dependencyFailed(service, dependency, away ? notConnected : failure)
    throw error
  }
}

/** A door that closes at once has nobody behind it; one that closes after a silence was silent. */
const seen = (failure: Failure, tookMs: number): Failure =>
  failure.code === 'CLOSED' && tookMs >= 1_000 ? { layer: 'transport', code: 'TIMEOUT' } : failure

const notConnected = { layer: 'reachability', code: 'NOT_CONNECTED' } as const
