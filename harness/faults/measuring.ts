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

/** What has come over a connection so far. */
interface Seen {
  readonly beganMs: number
  receivedBytes: number
  handshakeMs?: number
}

type End = (how: Measured['end']) => void

/** Opens one connection, shakes hands, asks on until the wish is met, and tells what it saw. Never rejects. */
export async function measured(
  stack: Stack,
  service: string,
  endpoint: Endpoint,
  wish: Wish,
): Promise<Measured> {
  const raw = connectTcp({ host: endpoint.address, port: endpoint.port })
  const seen: Seen = { beganMs: performance.now(), receivedBytes: 0 }
  const { promise, resolve: end } = Promise.withResolvers<Measured['end']>()
  const timer = setTimeout(() => end('silent'), wish.patienceMs)
  listen(raw, seen, wish, end)
  const isDatabase = stack.estate.services[service]?.role === 'database'
  const shake = () => shakeHands(secured(stack, endpoint, raw), { endpoint, seen, wish, isDatabase, end })
  if (isDatabase) {
    raw.once('connect', () => raw.write(sslRequest))
    raw.once('data', shake)
  } else shake()
  const how = await promise
  clearTimeout(timer)
  raw.destroy()
  const { beganMs, ...told } = seen
  return { end: how, ms: performance.now() - beganMs, ...told }
}

const isMet = ({ handshakeMs, receivedBytes }: Seen, { bytes = 0 }: Wish) =>
  handshakeMs !== undefined && receivedBytes >= bytes

function listen(raw: Socket, seen: Seen, wish: Wish, end: End): void {
  raw.on('data', (chunk) => {
    seen.receivedBytes += chunk.length
    if (isMet(seen, wish)) end('open')
  })
  raw.on('error', (error: NodeJS.ErrnoException) => end(endOf(error)))
  raw.on('close', () => end('ended'))
}

interface Shaking {
  readonly endpoint: Endpoint
  readonly seen: Seen
  readonly wish: Wish
  /** It can be asked nothing more without a credential. */
  readonly isDatabase: boolean
  readonly end: End
}

function shakeHands(tls: TLSSocket, { endpoint, seen, wish, isDatabase, end }: Shaking): void {
  tls.once('secureConnect', () => {
    seen.handshakeMs = performance.now() - seen.beganMs
    if (isMet(seen, wish) || isDatabase) end('open')
    else askOn(tls, endpoint)
  })
  // What the wire told is enough.
  tls.on('error', () => undefined)
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
  raw.once('close', () => wire.destroy())
  return connectTls({ socket: wire, servername: host, ca: readFileSync(caFile) })
}

/** Any answer will do: a page that is not there has bytes too. */
function askOn(tls: TLSSocket, { host, port }: Endpoint): void {
  const request = `GET / HTTP/1.1\r\nhost: ${host}:${port}\r\nuser-agent: drill-witness\r\n\r\n`
  tls.write(request.repeat(pipelined))
  tls.on('data', () => void tls.write(request))
}
