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
    ...{ line, says: { kind: entry.type === 'request' ? 'call' : 'answer' } },
  }
}
