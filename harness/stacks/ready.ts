import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Agent, request } from 'undici'
import { dispatcherBehind } from './dial.ts'
import type { Ready } from './part.ts'
import type { Endpoint, Stack } from './stack.ts'

const betweenMs = 50
const tryMs = 2_000

/** Asks once, at the service's own address, with the stack's CA and the server's name. */
type Asked = (signal: AbortSignal) => Promise<boolean>

export interface Readiness {
  readonly asked: Asked
  close(): Promise<void>
}

/** How to ask a service whether it is ready. `stack` needs no running part. */
export function readinessOf(
  stack: Pick<Stack, 'caFile' | 'estate' | 'behind'>,
  service: string,
  ready: Ready,
): Readiness {
  const endpoint = stack.behind(service)
  if (ready.kind === 'tcp') return tcpReadiness(endpoint)
  const dispatcher = dispatcherBehind(stack, { keepAlive: false, timeoutMs: tryMs })
  return {
    asked: (signal) => answers(dispatcher, endpoint, ready, signal),
    close: () => dispatcher.destroy(),
  }
}

/** Ready is what accepts a connection. */
export function tcpReadiness(endpoint: Pick<Endpoint, 'address' | 'port'>): Readiness {
  return { asked: (signal) => accepts(endpoint, signal), close: async () => {} }
}

/** Asks every 50 ms until it is ready; `check` runs before each question and throws when waiting has no sense. */
export async function untilReady(
  readiness: Readiness,
  check: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      signal.throwIfAborted()
      await check()
      if (await readiness.asked(signal)) return
      await pause(betweenMs, undefined, { signal })
    }
  } finally {
    await readiness.close()
  }
}

async function answers(
  dispatcher: Agent,
  endpoint: Endpoint,
  ready: Extract<Ready, { kind: 'https' }>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const url = `https://${endpoint.host}:${endpoint.port}${ready.path}`
    const { statusCode, body } = await request(url, {
      dispatcher,
      signal,
      headers: { 'user-agent': 'drill-readiness' },
    })
    await body.dump()
    return ready.statuses.includes(statusCode)
  } catch {
    return false
  }
}

function accepts(endpoint: Pick<Endpoint, 'address' | 'port'>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: endpoint.address, port: endpoint.port, signal, timeout: tryMs })
    const end = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
