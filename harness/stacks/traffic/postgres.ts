import type { Observation } from '../stack.ts'
import { callerOf, objectIn, timeMsOf } from './caller.ts'

/** Ends of sessions are logged too; they tell of the cut, not of a caller. */
const activity = /^(connection authorized|statement|execute|duration|AUDIT)\b/

/** A connection or statement in PostgreSQL's jsonlog: by application name, else by the role's name. */
export function postgresLine(line: string): Observation | undefined {
  const entry = objectIn(line)
  const timeMs = timeMsOf(entry?.timestamp)
  if (typeof entry?.user !== 'string' || typeof entry.message !== 'string' || timeMs === undefined)
    return undefined
  if (!activity.test(entry.message)) return undefined
  const named =
    entry.message.match(/application_name=(\S+)/)?.[1] ??
    (typeof entry.application_name === 'string' ? entry.application_name : undefined)
  const caller = callerOf(named)
  return { caller: caller === 'unknown' ? roleOf(entry.user) : caller, timeMs, line }
}

/** Leased roles are named v-approle-<role>-<random>-<time>; the others are their owner's, the superuser is the operator's. */
function roleOf(user: string): string {
  if (user === 'postgres') return 'operator'
  return user.match(/^v-[a-z0-9]+-([a-z]+)-/)?.[1] ?? user
}
