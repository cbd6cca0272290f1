import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { objectIn } from './caller.ts'
import { postgresLine } from './postgres.ts'

/** Who has a session open, by PostgreSQL's own log: a pool that was filled long ago is in use, and opens nothing new. */
export async function openSessions(file: string): Promise<readonly string[]> {
  const open = new Map<string, string>()
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const line of lines) {
      // Most lines of a long log are neither.
      const begins = line.includes('connection authorized')
      if (!begins && !line.includes('disconnection:')) continue
      const session = objectIn(line)?.session_id
      if (typeof session !== 'string') continue
      const caller = begins ? postgresLine(line)?.caller : undefined
      if (caller) open.set(session, caller)
      else open.delete(session)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return [...new Set(open.values())]
}
