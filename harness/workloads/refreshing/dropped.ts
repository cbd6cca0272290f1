import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { DrillError } from '../../model/error.ts'
import { lookupFor } from '../../stacks/dial.ts'
import type { Stack } from '../../stacks/stack.ts'

interface Dropped {
  readonly url: URL
  /** Holds secrets. */
  readonly form: Readonly<Record<string, string>>
  readonly requestId: string
  readonly signal: AbortSignal
}

/**
 * Sends a form over a connection of its own, on the caller's proxied edge, and cuts that connection as the first byte
 * of the answer comes in: the server has done what it was asked, and nobody read what it said. Rejects with the
 * socket's error when no answer began.
 */
export function dropReply(
  stack: Stack,
  caller: string,
  { url, form, requestId, signal }: Dropped,
): Promise<void> {
  const body = new URLSearchParams(form).toString()
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    `user-agent: drill-${caller}`,
    `x-request-id: ${requestId}`,
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: url.hostname,
      port: Number(url.port),
      servername: url.hostname,
      lookup: lookupFor(stack, caller),
      ca: readFileSync(stack.caFile, 'utf8'),
    })
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', aborted)
      socket.destroy()
      settle()
    }
    const aborted = () => end(() => reject(signal.reason))
    signal.addEventListener('abort', aborted, { once: true })
    socket.once('secureConnect', () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`))
    socket.once('data', () => end(resolve))
    socket.once('error', (error) => end(() => reject(error)))
    socket.once('close', () => end(() => reject(closedEarly(url.hostname))))
  })
}

const closedEarly = (host: string) =>
  new DrillError('stack-lost', `${host} closed the connection without an answer`)
