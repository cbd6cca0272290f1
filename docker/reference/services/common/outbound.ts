import { requestScope } from './request-scope.ts'

/** fetch as a service does it: names itself, passes the request ID on, and never waits longer than `timeoutMs`. */
export type Outbound = (url: string, init?: RequestInit & { timeoutMs?: number }) => Promise<Response>

const defaultTimeoutMs = 2_000

/** The time-out covers the answer's body too; a signal of the caller's own replaces it. Throws what fetch throws (network, `TimeoutError`). */
export function outbound(service: string): Outbound {
  return (url, { timeoutMs = defaultTimeoutMs, signal, ...init } = {}) => {
    const headers = new Headers(init.headers)
    headers.set('user-agent', `drill-${service}`)
    const scope = requestScope.getStore()
    if (scope && !headers.has('x-request-id')) headers.set('x-request-id', scope.requestId)
    return fetch(url, { ...init, headers, signal: signal ?? AbortSignal.timeout(timeoutMs) })
  }
}
