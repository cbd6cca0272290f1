import { type Dispatcher, request } from 'undici'
import { type DialOptions, dispatcherFor } from '../../stacks/dial.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Answered } from '../outcome.ts'

/** One HTTP request; redirects are not followed. */
export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as `authorization: Bearer`. */
  readonly bearer?: string
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>
  readonly requestId?: string
  readonly signal: AbortSignal
}

export interface Answer extends Answered {
  readonly text: string
  /** Every set-cookie line. */
  readonly setCookies: readonly string[]
  json(): unknown
}

/** A party that calls services through its own proxied edges, with the stack's CA and no other. */
export interface Caller {
  readonly name: string
  readonly dispatcher: Dispatcher
  url(callee: string, path: string): URL
  send(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

/** `keepAlive: false` makes a new TCP and TLS connection for each request. */
export function callerOf(
  stack: Stack,
  name: string,
  options: Pick<DialOptions, 'keepAlive' | 'mutual'> = {},
): Caller {
  const dispatcher = dispatcherFor(stack, name, { timeoutMs: 5_000, ...options })
  return {
    name,
    dispatcher,
    url: (callee, path) => {
      const { host, port } = stack.endpoint(name, callee)
      return new URL(path, `https://${host}:${port}`)
    },
    send: async (ask) => {
      const { method = 'GET', signal } = ask
      const sent = { method, dispatcher, signal, headers: headersOf(name, ask), body: bodyOf(ask) }
      const response = await request(ask.url, sent)
      return answerOf(response.statusCode, response.headers, await response.body.text())
    },
    close: () => dispatcher.destroy(),
  }
}

function headersOf(caller: string, ask: Ask): Record<string, string> {
  return {
    'user-agent': `drill-${caller}`,
    ...(ask.requestId ? { 'x-request-id': ask.requestId } : {}),
    ...(ask.bearer ? { authorization: `Bearer ${ask.bearer}` } : {}),
    ...(ask.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ask.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...ask.headers,
  }
}

function bodyOf(ask: Ask): string | undefined {
  if (ask.form) return new URLSearchParams(ask.form).toString()
  return ask.json === undefined ? undefined : JSON.stringify(ask.json)
}

function answerOf(status: number, headers: Dispatcher.ResponseData['headers'], text: string): Answer {
  const header = (name: string) => {
    const value = headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const cookies = headers['set-cookie']
  return {
    status,
    header,
    text,
    setCookies: cookies === undefined ? [] : [cookies].flat(),
    json: () => JSON.parse(text) as unknown,
  }
}
