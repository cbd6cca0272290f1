import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { command } from './command.ts'

/** Who runs PostgreSQL, which refuses root: undefined when this process is not root. */
export interface Demotion {
  /** Puts the user's rights around a command. */
  readonly wrap: (argv: readonly string[]) => string[]
  /** Gives a folder with all that is in it to that user. */
  readonly own: (folder: string, signal: AbortSignal) => Promise<void>
}

/** For a process that works in `folder`: the user `postgres` where there is one, else `nobody`. */
export function demotion(folder: string): Demotion {
  if (process.getuid?.() !== 0) return { wrap: (argv) => [...argv], own: async () => {} }
  const { uid, gid } = unprivilegedUser()
  const user = ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups', ...passage(folder)]
  return {
    wrap: (argv) => ['setpriv', ...user, '--', ...argv],
    own: async (owned, signal) => {
      await command(['chown', '-R', `${uid}:${gid}`, owned], signal)
    },
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const ids = (what: string) =>
    Number(execFileSync('id', [what, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: ids('-u'), gid: ids('-g') }
  } catch {
    return { uid: 65_534, gid: 65_534 }
  }
}

/** root's home is closed to others: then the user may read on its way to the folder, where that can be had. */
function passage(folder: string): string[] {
  const closed = (path: string): boolean =>
    (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o1) % 2 === 0 ||
    (path !== '/' && closed(dirname(path)))
  const bounds = readFileSync('/proc/self/status', 'utf8').match(/^CapBnd:\s*([0-9a-f]+)/m)?.[1] ?? '0'
  const mayRead = ((BigInt(`0x${bounds}`) >> 2n) & 1n) === 1n
  if (!closed(dirname(folder)) || !mayRead) return []
  return ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search']
}
