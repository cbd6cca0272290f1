import type { Said } from '../../model/trace.ts'
import type { Observation } from '../stack.ts'
import { objectIn, timeMsOf } from './caller.ts'

type Line = Readonly<Record<string, unknown>>

/**
 * A request in the log of orders, ledger, pager, the gateway or a user's own service: `caller` tells it apart. A line
 * `dependency failed` is a call of the service's own, and so is called by it.
 */
export function jsonLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.time)
  if (!entry || timeMs === undefined) return undefined
  const failed = entry.msg === 'dependency failed'
  const caller = failed ? entry.service : entry.caller
  if (typeof caller !== 'string') return undefined
  const kind = failed ? 'failed' : entry.msg === 'alert' ? 'alert' : 'call'
  return {
    ...{ caller, timeMs },
    ...(typeof entry.requestId === 'string' ? { requestId: entry.requestId } : {}),
    ...{ line, says: { kind, ...saidIn(entry) } },
  }
}

const texts = ['reason', 'layer', 'dependency', 'code', 'backend', 'termination', 'alert'] as const

function saidIn(entry: Line): Omit<Said, 'kind'> {
  const said = texts.flatMap((name) => (typeof entry[name] === 'string' ? [[name, entry[name]]] : []))
  const asked = Array.isArray(entry.asked) ? entry.asked.filter((one) => typeof one === 'string') : undefined
  const error = [entry.backendTlsError, entry.backendError].find(
    (one) => typeof one === 'string' && one !== '' && one !== '-' && one !== 'Success',
  )
  return {
    ...Object.fromEntries(said),
    ...(typeof entry.status === 'number' ? { status: entry.status } : {}),
    ...(asked ? { asked } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}
