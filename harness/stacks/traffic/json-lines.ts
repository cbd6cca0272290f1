import type { Observation } from '../stack.ts'
import { objectIn, timeMsOf } from './caller.ts'

/** A request in the log of orders, ledger, pager, the gateway or a user's own service: `caller` tells it apart. */
export function jsonLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.time)
  if (typeof entry?.caller !== 'string' || timeMs === undefined) return undefined
  return {
    caller: entry.caller,
    timeMs,
    ...(typeof entry.requestId === 'string' ? { requestId: entry.requestId } : {}),
    line,
  }
}
