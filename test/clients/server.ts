import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { afterAll } from 'vitest'
import { dispatcherFor } from '../../harness/stacks/dial.ts'
import { issueCertificates } from '../../harness/stacks/pki.ts'
import { tlsFiles } from '../../harness/stacks/tls-files.ts'
import { ownFolder } from '../stacks/folder.ts'

export interface Asked {
  /** `POST /v1/sys/init`, with its query. */
  readonly what: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Status and JSON, or the end of the connection. */
export type Answer =
  | readonly [status: number, json?: unknown, headers?: Record<string, string>]
  | 'cut'
  | 'silent'

/** A server with a certificate of a stack's CA, known by its name to the operator alone. */
export async function serverNamed(name: string, answer: (asked: Asked) => Answer) {
  const folder = ownFolder()
  const host = `${name}.estate.test`
  const [caFile, otherCaFile] = [join(folder, 'ca.pem'), join(folder, 'other.pem')]
  const tls = tlsFiles(join(folder, name))
  await issueCertificates(caFile, new Map([[host, tls]]))
  await issueCertificates(otherCaFile, new Map())
  const asked: Asked[] = []
  const server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) })
  server.on('request', async (request, response) => {
    const { method, url, headers } = request
    const now = { what: `${method} ${url}`, headers, body: await text(request) }
    asked.push(now)
    const said = answer(now)
    if (said === 'silent') return
    if (said === 'cut') return void request.socket.destroy()
    const [status, json, more] = said
    response.writeHead(status, { 'content-type': 'application/json', ...more })
    response.end(json === undefined ? '' : JSON.stringify(json))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  afterAll(() => void server.close().closeAllConnections())
  const edges = [{ from: 'operator', to: name }]
  const endpoint = () => ({ host, address: '127.0.0.1', port })
  const dispatcher = (ca = caFile, caller = 'operator') => {
    const made = dispatcherFor({ caFile: ca, edges, endpoint }, caller, { timeoutMs: 2_000 })
    afterAll(() => made.destroy())
    return made
  }
  return { origin: `https://${host}:${port}`, asked, caFile, otherCaFile, edges, endpoint, dispatcher }
}

/** Whether any of these texts is somewhere in an error: what is hidden in it, its stack and its causes included. */
export function leaks(error: unknown, ...secrets: readonly string[]): boolean {
  const shown = inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null })
  const told = `${shown}${JSON.stringify(error)}${error instanceof Error ? error.stack : ''}`
  return secrets.some((secret) => told.includes(secret) || told.includes(btoa(secret).slice(0, -3)))
}

export const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expectedFailure,
    (error: unknown) => error,
  )
const expectedFailure = 'it went well'
