import { AsyncLocalStorage } from 'node:async_hooks'
import type { Contact } from '../model/trace.ts'

/** A way that is being gone: what is seen of it so far. */
type Going = () => Contact

/** What the attempt that runs just now has gone. */
const attempts = new AsyncLocalStorage<Going[]>()

const mostContacts = 8

/** Does one attempt. `contacts` tells, at any time, every way that it went, in their order. */
export function attempting<T>(work: () => T): { readonly value: T; contacts(): Contact[] } {
  const gone: Going[] = []
  return { value: attempts.run(gone, work), contacts: () => gone.slice(0, mostContacts).map((see) => see()) }
}

/** True where an attempt runs that has not gone too many ways to be told. */
export function notesContacts(): boolean {
  const gone = attempts.getStore()
  return gone !== undefined && gone.length < mostContacts
}

/** Adds to the attempt in which this is called. */
export function contactNotes(): (see: Going) => void {
  const gone = attempts.getStore()
  return (see) => void gone?.push(see)
}

/** A code, never a message: that may hold a secret. */
export function codeOf(error: unknown): string {
  let code: string | undefined
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code
    // Node gives both a code of the socket; only what was said of it tells a closed door from a broken way.
    if (/disconnected before secure TLS|other side closed/.test(at.message)) return 'CLOSED'
  }
  return code ?? (error instanceof Error && /Timeout|Abort/.test(error.name) ? 'TIMEOUT' : 'UNKNOWN')
}
