import { execa } from 'execa'
import type { Launch } from '../part.ts'

/** Users that an unprivileged part runs as, the first that the machine has. */
const users = ['postgres', 'nobody']

export interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const isRoot = () => process.getuid?.() === 0

/** Who an unprivileged part runs as; undefined when the harness itself has no privileges to give up. */
export async function unprivilegedUser(): Promise<User | undefined> {
  if (!isRoot()) return undefined
  const { stdout } = await execa('getent', ['passwd', ...users], { reject: false })
  const [name = 'nobody', , uid = '65534', gid = '65534'] = stdout.split('\n')[0]?.split(':') ?? []
  return { name, uid: Number(uid), gid: Number(gid) }
}

/**
 * Enters a mount namespace of its own, with `$0` as its hosts file, and becomes the command: the pid stays. Its shared
 * memory is its own too, and goes with it: a part that is killed leaves none.
 */
const script = 'mount --bind "$0" /etc/hosts && mount -t tmpfs -o mode=1777 tmpfs /dev/shm && exec "$@"'
const enter = ['sh', '-c', script]
const namespace = () => (isRoot() ? ['unshare', '--mount', '--propagation', 'private'] : ['unshare', '-Urm'])

/** The command that runs a part with names of its own and, where it asks for that, without privileges. */
export function isolated(
  launch: Launch,
  hostsFile: string,
  calls: boolean,
  user: User | undefined,
): readonly string[] {
  const command = launch.unprivileged && user ? [...demoted(user), ...launch.command] : launch.command
  // Without root the namespace maps its owner to root, which PostgreSQL refuses; it calls nobody.
  if (launch.unprivileged && !user && !calls) return command
  return [...namespace(), '--', ...enter, hostsFile, ...command]
}

/** It may read on its way to its folder, which can lie in a home that is closed to it, and owns that folder alone. */
function demoted({ uid, gid }: User): readonly string[] {
  const reads = ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search']
  return ['setpriv', '--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups', ...reads, '--']
}

/** Why parts cannot get names of their own here, or undefined when they can. */
export async function isolationUnavailable(): Promise<string | undefined> {
  const [file = '', ...args] = namespace()
  const tried = await execa(file, [...args, 'sh', '-c', 'mount --bind /dev/null /etc/hosts'], {
    reject: false,
  })
  return tried.failed
    ? `no mount namespace of its own can be made here (${file} ${args.join(' ')})`
    : undefined
}
