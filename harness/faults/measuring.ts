import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Endpoint, Stack } from '../stacks/stack.ts'

/** What one connection came to, counted on the wire: below TLS. */
export interface Measured {
  /** `open`: the handshake and all that was wanted came. `ended`: the other side closed it before. */
  readonly end: 'open' | 'refused' | 'reset' | 'ended' | 'silent'
  /** From the dialling to the end of the handshake (ms); undefined when it did not get there. */
  readonly handshakeMs?: number
  /** From the dialling to the end. */
  readonly ms: number
  readonly receivedBytes: number
}

interface Wish {
  readonly patienceMs: number
  /** After the handshake it goes on asking until so many bytes have come. */
  readonly bytes?: number
}

/** PostgreSQL speaks TLS only after this question (protocol 3.0, SSLRequest); it answers with one byte. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
/** So many requests are on their way at once: an answer may be short. */
const pipelined = 8

/** Opens one connection, shakes hands, asks on until the wish is met, and tells what it saw. Never rejects. */
export function measured(stack: Stack, service: string, endpoint: Endpoint, wish: Wish): Promise<Measured> {
  const isDatabase = stack.estate.services[service]?.role === 'database'
  const beganMs = performance.now()
  const raw = connectTcp({ host: endpoint.address, port: endpoint.port })
  return new Promise((resolve) => {
    let handshakeMs: number | undefined
    let receivedBytes = 0
    let tls: TLSSocket | undefined
    const end = (how: Measured['end']) => {
      clearTimeout(timer)
      tls?.destroy()
      raw.destroy()
      const told = handshakeMs === undefined ? {} : { handshakeMs }
      resolve({ end: how, ms: performance.now() - beganMs, receivedBytes, ...told })
    }
    const timer = setTimeout(() => end('silent'), wish.patienceMs)
    const isMet = () => handshakeMs !== undefined && receivedBytes >= (wish.bytes ?? 0)
    raw.on('data', (chunk) => {
      receivedBytes += chunk.length
      if (isMet()) end('open')
    })
    raw.on('error', (error: NodeJS.ErrnoException) => end(endOf(error)))
    raw.on('close', () => end('ended'))
    const secure = () => {
      tls = secured(stack, endpoint, raw)
      tls.once('secureConnect', () => {
        handshakeMs = performance.now() - beganMs
        if (isMet() || isDatabase) end('open')
        else askOn(tls as TLSSocket, endpoint)
      })
      // What the wire told is enough.
      tls.on('error', () => undefined)
    }
    if (isDatabase) {
      raw.once('connect', () => raw.write(sslRequest))
      raw.once('data', secure)
    } else secure()
  })
}

function endOf({ code }: NodeJS.ErrnoException): Measured['end'] {
  if (code === 'ECONNREFUSED') return 'refused'
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'ended'
}

/** TLS over a socket whose bytes can be counted. */
function secured({ caFile }: Stack, { host }: Endpoint, raw: Socket): TLSSocket {
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => void raw.write(chunk, done),
    final: (done) => void raw.end(done),
  })
  raw.on('data', (chunk) => wire.push(chunk))
  raw.once('end', () => wire.push(null))
  return connectTls({ socket: wire, servername: host, ca: readFileSync(caFile) })
}

/** Any answer will do: a page that is not there has bytes too. */
function askOn(tls: TLSSocket, { host, port }: Endpoint): void {
  const request = `GET / HTTP/1.1\r\nhost: ${host}:${port}\r\nuser-agent: drill-witness\r\n\r\n`
  tls.write(request.repeat(pipelined))
  tls.on('data', () => void tls.write(request))
}
