import { readFileSync } from 'node:fs'
import type { Endpoint, Stack } from '../../stacks/stack.ts'

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/v1/`. */
  readonly path: string
  readonly json?: unknown
  /** A secret. */
  readonly token?: string
  readonly patienceMs?: number
}

/** A status, or how it ended without one. `broken`: the connection was cut. */
export type Ending = number | 'refused' | 'silent' | 'broken'

export interface Reply {
  readonly ending: Ending
  readonly body: unknown
}

const patienceMs = 1_000

/** One request over a connection of its own. Never rejects, and keeps nothing of what was sent. */
export async function ask(stack: Stack, endpoint: Endpoint, asked: Ask): Promise<Reply> {
  // Loaded when it asks: a catalogue that is only read needs no TLS.
  const { request } = await import('node:https')
  const { method = 'GET', path, json, token, patienceMs: patience = patienceMs } = asked
  const { promise, resolve } = Promise.withResolvers<Reply>()
  const headers = {
    host: endpoint.host,
    'user-agent': 'drill-canary',
    ...(token === undefined ? {} : { 'x-vault-token': token }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const sent = request({
    ...{ host: endpoint.address, port: endpoint.port, servername: endpoint.host, agent: false },
    ...{ method, path: `/v1/${path}`, headers, ca: readFileSync(stack.caFile) },
  })
  const end = (ending: Ending, body?: unknown) => {
    clearTimeout(timer)
    sent.destroy()
    resolve({ ending, body })
  }
  const timer = setTimeout(() => end('silent'), patience)
  sent.once('response', async (answer) => {
    const text = await answer.setEncoding('utf8').reduce((all: string, piece: string) => all + piece, '')
    end(answer.statusCode ?? 'broken', jsonIn(text))
  })
  sent.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
  )
  sent.end(json === undefined ? undefined : JSON.stringify(json))
  return promise
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
