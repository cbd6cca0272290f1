import type { Observation } from '../stack.ts'
import { callerOf, objectIn, timeMsOf } from './caller.ts'

/** As the part configures the access log; the agent stands last, because it may hold anything. */
const access = /^"[A-Z]+ [^"]*" (\d{3}) (\S+) "(.*)"$/

/** A request in Keycloak's access log, which is written as JSON to its console. */
export function keycloakLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.timestamp)
  if (typeof entry?.message !== 'string' || timeMs === undefined) return undefined
  const [, status, requestId = '-', agent] = entry.message.match(access) ?? []
  if (agent === undefined) return undefined
  return {
    ...{ caller: callerOf(agent), timeMs },
    ...(requestId === '-' ? {} : { requestId }),
    ...{ line, says: { kind: 'call', status: Number(status) } },
  }
}
