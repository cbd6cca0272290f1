import type { Said } from '../../model/trace.ts'
import type { Observation } from '../stack.ts'
import { callerOf, objectIn, timeMsOf } from './caller.ts'

interface Audited {
  readonly id?: string
  readonly headers?: Readonly<Record<string, readonly string[] | undefined>>
}

/** A request or its answer in OpenBao's audit log; the headers are there when they were declared as audited. */
export function openbaoLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.time)
  if ((entry?.type !== 'request' && entry?.type !== 'response') || timeMs === undefined) return undefined
  const { id, headers } = (entry.request ?? {}) as Audited
  const requestId = headers?.['x-request-id']?.[0] ?? id
  return {
    ...{ caller: callerOf(headers?.['user-agent']?.[0]), timeMs },
    ...(requestId ? { requestId } : {}),
    ...{
      line,
      says: entry.type === 'request' ? { kind: 'call' } : { kind: 'answer', ...refusalIn(entry.error) },
    },
  }
}

/** A 403 of the vault says neither whether the token or its policy was refused; its audit log does, in these words. */
function refusalIn(error: unknown): Omit<Said, 'kind'> {
  if (typeof error !== 'string' || error === '') return {}
  if (/invalid token|token not found|bad token|invalid (role|secret)/i.test(error))
    return { reason: 'invalid-token', layer: 'token' }
  return /permission denied/i.test(error) ? { reason: 'permission-denied', layer: 'policy' } : {}
}
