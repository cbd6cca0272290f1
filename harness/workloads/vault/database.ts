import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import pg from 'pg'
import { serviceOf } from '../../model/estate.ts'
import type { Contact } from '../../model/trace.ts'
import { codeOf, contactNotes } from '../../stacks/contacts.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Result } from '../workload.ts'

/** Name and password of a database role; the password is a secret. */
export interface Credential {
  readonly user: string
  readonly password: string
}

export const whoami = 'SELECT current_user'
export const answered: Result = { outcome: 'granted', layer: 'application' }

/** An open connection to the ledger's database with a leased credential. */
export interface Connection {
  /** True once the other side has ended it. */
  broken(): boolean
  /** Rejects with an error that carries an SQLSTATE or a socket error code, or with the signal's reason. */
  query(text: string, signal: AbortSignal): Promise<void>
  close(): void
}

/** Connects over the proxied edge with full TLS verification, and logs in. */
export async function connectWith(
  stack: Stack,
  { user, password }: Credential,
  signal: AbortSignal,
): Promise<Connection> {
  const { host, address, port } = stack.endpoint(
    'machines',
    serviceOf(stack.estate, 'database') ?? 'database',
  )
  // A socket of our own: pg has no other way to drop a connection whose other side is silent.
  const socket = new Socket()
  let broken = false
  const client = new pg.Client({
    ...{ host: address, port, database: 'ledger', user, password },
    ssl: { ca: readFileSync(stack.caFile, 'utf8'), servername: host },
    application_name: 'drill-machines',
    stream: () => socket,
  })
  client.on('error', () => {
    broken = true
  })
  client.on('end', () => {
    broken = true
  })
  const within = async <T>(work: Promise<T>, limit: AbortSignal): Promise<T> => {
    const aborted = Promise.withResolvers<never>()
    const abort = () => {
      broken = true
      socket.destroy()
      aborted.reject(limit.reason)
    }
    limit.addEventListener('abort', abort, { once: true })
    try {
      limit.throwIfAborted()
      return await Promise.race([work, aborted.promise])
    } catch (error) {
      throw coded(error)
    } finally {
      limit.removeEventListener('abort', abort)
    }
  }
  const { failed, entered } = noteDatabase(socket)
  await within(client.connect(), signal).catch(failed)
  entered()
  return {
    broken: () => broken,
    query: async (text, limit) => {
      const failed = noteOpen()
      await within(client.query(text), limit).catch(failed)
    },
    close: () => {
      broken = true
      socket.destroy()
    },
  }
}

/** Notes the use of a connection that is open. */
function noteOpen() {
  let error: string | undefined
  contactNotes()(() => ({ to: 'database', reached: 'handshake', fresh: false, ...(error ? { error } : {}) }))
  return (thrown: unknown): never => {
    error = codeOf(thrown)
    throw thrown
  }
}

/** Notes how far a new connection to the database comes. */
function noteDatabase(socket: Socket) {
  const beganMs = performance.now()
  const at: { -readonly [K in keyof Contact]: Contact[K] } = {
    to: 'database',
    reached: 'nothing',
    fresh: true,
  }
  contactNotes()(() => ({ ...at, ...(at.reached === 'connection' ? { bytes: socket.bytesRead } : {}) }))
  socket.once('connect', () => {
    at.reached = 'connection'
    at.connectMs = Math.round(performance.now() - beganMs)
  })
  return {
    entered: () => {
      at.reached = 'answer'
      at.firstByteMs = Math.round(performance.now() - beganMs)
    },
    failed: (error: unknown): never => {
      at.error = codeOf(error)
      // An SQLSTATE is an answer of the server itself.
      if (/^[0-9A-Z]{5}$/.test(at.error) && !at.error.startsWith('E')) at.reached = 'answer'
      throw error
    },
  }
}

/** Who it is to the database, over a connection of its own. */
export async function useOnce(stack: Stack, credential: Credential, signal: AbortSignal): Promise<Result> {
  const connection = await connectWith(stack, credential, signal)
  await connection.query(whoami, signal).finally(() => connection.close())
  return answered
}

/** pg says of a connection that was cut only in words that it was. */
function coded(error: unknown): unknown {
  const lost =
    error instanceof Error && !('code' in error) && error.message.startsWith('Connection terminated')
  return lost ? Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' }) : error
}
