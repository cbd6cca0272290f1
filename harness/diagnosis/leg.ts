import type { Contact, LoggedCall } from '../model/trace.ts'
import type { Case } from './case.ts'

/**
 * The part of the way on which an attempt ended, found by following its request from the client inwards:
 *
 *     client ──way──▶ gateway ──passed──▶ service ──asked──▶ dependency
 *                                             └─ refused: whoever answered said no, or that it cannot
 */
export type Leg =
  | { readonly kind: 'way'; readonly to: string; readonly contact: Contact }
  | { readonly kind: 'passed'; readonly from: string; readonly to: string; readonly call: LoggedCall }
  | { readonly kind: 'asked'; readonly from: string; readonly to: string; readonly call: LoggedCall }
  | {
      readonly kind: 'refused'
      readonly by: string
      readonly status: number | string | undefined
      readonly call?: LoggedCall
    }

export function legOf({ attempt, calls }: Case): Leg | undefined {
  const contact = failing(attempt.contacts ?? [], attempt.status)
  if (contact && isOwn(contact, calls)) return { kind: 'way', to: contact.to, contact }
  const deepest = deepestIn(calls)
  if (deepest) return deepest
  if (!contact) return unseen(attempt)
  const answer = calls.findLast(({ kind, service }) => kind === 'answer' && service === contact.to)
  const status = contact.status ?? attempt.status
  return { kind: 'refused', by: contact.to, status, ...(answer ? { call: answer } : {}) }
}

/** A client that goes on with a connection which it lost long ago says only how it was lost. */
function unseen({ status, layer }: Case['attempt']): Leg | undefined {
  if (layer !== 'transport' || typeof status !== 'string' || status === 'TIMEOUT') return undefined
  const contact: Contact = { to: 'its peer', reached: 'handshake', fresh: false, error: status }
  return { kind: 'way', to: contact.to, contact }
}

/** Whether it ended on the client's own way: what it called did not answer, and had no trouble of its own. */
function isOwn({ reached, to, status, error }: Contact, calls: readonly LoggedCall[]): boolean {
  if (reached === 'answer') return error !== undefined && typeof status === 'number'
  const there = calls.filter(({ service, kind }) => service === to && kind === 'call')
  const troubled = there.some(({ backend, termination }) => backend !== undefined && termination !== '--')
  const asking = calls.some(({ kind, service }) => kind === 'failed' && service !== to)
  return !(reached === 'handshake' && there.length > 0 && (troubled || asking))
}

/** What gave the attempt its status; else what did not come to an answer; else what was answered with a no; else the last. */
function failing(contacts: readonly Contact[], status: Case['attempt']['status']): Contact | undefined {
  return (
    contacts.findLast((one) => typeof status === 'number' && status >= 400 && one.status === status) ??
    contacts.find(({ reached }) => reached !== 'answer') ??
    contacts.findLast(
      ({ status, error }) => error !== undefined || (typeof status === 'number' && status >= 400),
    ) ??
    contacts.at(-1)
  )
}

/** The innermost trouble that the logs tell of. */
function deepestIn(calls: readonly LoggedCall[]): Leg | undefined {
  const requests = calls.filter(({ kind }) => kind === 'call')
  const refused = requests.findLast(({ backend, status }) => backend === undefined && (status ?? 0) >= 400)
  if (refused?.dependency) return askedLeg(refused.service, refused.dependency, refused)
  const passed = requests.find(({ backend, termination = '--' }) => backend && termination !== '--')
  const failed = calls.find(({ kind }) => kind === 'failed')
  // What a service says that it could not do counts where it gave no answer of its own.
  if (!refused && failed?.dependency) return askedLeg(failed.service, failed.dependency, failed)
  if (refused) return { kind: 'refused', by: refused.service, status: refused.status, call: refused }
  if (passed?.backend) return { kind: 'passed', from: passed.service, to: passed.backend, call: passed }
  const last = requests.findLast(({ status }) => status !== undefined)
  return last && { kind: 'refused', by: last.service, status: last.status, call: last }
}

const askedLeg = (from: string, to: string, call: LoggedCall): Leg => ({ kind: 'asked', from, to, call })
