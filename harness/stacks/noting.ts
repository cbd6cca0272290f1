import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { buildConnector, type Dispatcher } from 'undici'
import type { Contact } from '../model/trace.ts'
import { codeOf, contactNotes, notesContacts } from './contacts.ts'

/** The request that opens a connection just now. */
const requests = new AsyncLocalStorage<{ way?: Way }>()

/** One connection as it is made. Times in ms since it began. */
interface Way {
  reached: Exclude<Contact['reached'], 'answer'>
  readonly beganMs: number
  connectMs?: number
  tlsMs?: number
  bytes?: () => number | undefined
}

/** The service that a host name stands for. */
const serviceIn = (hostname: string) => hostname.split('.')[0] ?? hostname

interface NotingDispatch {
  readonly connect: buildConnector.connector
  readonly interceptor: Dispatcher.DispatcherComposeInterceptor
}

/** A connector and an interceptor that together note how far each request of an attempt came. */
export function noting(options: buildConnector.BuildOptions): NotingDispatch {
  const connector = buildConnector(options)
  /** The newest connection to each host: a request may wait for one that another began. */
  const newest = new Map<string, Way>()
  return {
    connect: (target, callback) => {
      const way: Way = { reached: 'nothing', beganMs: performance.now() }
      newest.set(target.hostname, way)
      const request = requests.getStore()
      if (request) request.way = way
      follow(way, connector(target, callback) as unknown as Socket | undefined)
    },
    interceptor: (dispatch) => (asked, handler) => {
      if (!notesContacts()) return dispatch(asked, handler)
      const { hostname } = new URL(String(asked.origin))
      const request: Request = { hostname, beganMs: performance.now() }
      contactNotes()(() => contactOf(request, request.way ?? unmade(newest.get(hostname))))
      return requests.run(request, () => dispatch(asked, heard(handler, request)))
    },
  }
}

const unmade = (way: Way | undefined) => (way && way.reached !== 'handshake' ? way : undefined)

function follow(way: Way, socket: Socket | undefined): void {
  if (!socket) return
  const sinceMs = () => Math.round(performance.now() - way.beganMs)
  socket.once('lookup', (error: Error | null) => {
    if (!error) way.reached = 'name'
  })
  socket.once('connect', () => {
    way.reached = 'connection'
    way.bytes = bytesOf(socket)
    way.connectMs = sinceMs()
  })
  socket.once('secureConnect', () => {
    way.reached = 'handshake'
    way.tlsMs = sinceMs() - (way.connectMs ?? 0)
  })
}

/** TLS counts what it deciphered; what came at all is known to the socket beneath it alone. */
function bytesOf(socket: Socket): () => number | undefined {
  const beneath = (socket as { _handle?: { _parent?: { bytesRead?: unknown } } })._handle?._parent
  return () => (typeof beneath?.bytesRead === 'number' ? beneath.bytesRead : undefined)
}

interface Request {
  readonly hostname: string
  readonly beganMs: number
  way?: Way
  answer?: Pick<Contact, 'status' | 'firstByteMs' | 'skewMs'>
  error?: string
}

function contactOf({ hostname, way: own, answer, error }: Request, way: Way | undefined): Contact {
  return {
    to: serviceIn(hostname),
    reached: answer ? 'answer' : (way?.reached ?? 'handshake'),
    fresh: own !== undefined,
    ...(way?.connectMs === undefined ? {} : { connectMs: way.connectMs }),
    ...(way?.tlsMs === undefined ? {} : { tlsMs: way.tlsMs }),
    ...(answer || way?.reached !== 'connection' ? {} : bytesIn(way)),
    ...answer,
    ...(error ? { error } : {}),
  }
}

function bytesIn({ bytes }: Way): Pick<Contact, 'bytes'> {
  const came = bytes?.()
  return came === undefined ? {} : { bytes: came }
}

/** Passes everything on, and notes the first byte, the status and what went wrong. */
function heard(handler: Dispatcher.DispatchHandler, request: Request): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onBodySent: (chunk) => handler.onBodySent?.(chunk),
    onRequestSent: () => handler.onRequestSent?.(),
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (controller, status, headers, message) => {
      const firstByteMs = Math.round(performance.now() - request.beganMs)
      request.answer = { status, firstByteMs, ...skewOf(headers.date, firstByteMs) }
      return handler.onResponseStart?.(controller, status, headers, message)
    },
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (controller, error) => {
      request.error = codeOf(error)
      return handler.onResponseError?.(controller, error)
    },
  }
}

/** Its header has whole seconds, and may be a second old: less than this is no news. */
const leastSkewMs = 2_000

/** What the other side's clock shows against ours, which went on for so long while the answer was on its way. */
function skewOf(date: string | string[] | undefined, onItsWayMs: number): Pick<Contact, 'skewMs'> {
  const aheadMs = (typeof date === 'string' ? Date.parse(date) : Number.NaN) + 500 - Date.now()
  const skewMs = aheadMs < 0 ? Math.min(0, aheadMs + onItsWayMs) : aheadMs
  return Math.abs(skewMs) >= leastSkewMs ? { skewMs: Math.round(skewMs / 1_000) * 1_000 } : {}
}
