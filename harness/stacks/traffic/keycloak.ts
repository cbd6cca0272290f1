import type { Observation } from '../stack.ts'
import { callerOf, objectIn, timeMsOf } from './caller.ts'

const combined = /"[A-Z]+ [^"]*" \d{3} .*?"([^"]*)"\s*$/

/** A request in Keycloak's access log, as JSON of its console log: the user agent is the last quoted field. */
export function keycloakLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.timestamp)
  if (typeof entry?.message !== 'string' || timeMs === undefined) return undefined
  const agent = entry.message.match(combined)?.[1]
  return agent === undefined ? undefined : { caller: callerOf(agent), timeMs, line }
}
