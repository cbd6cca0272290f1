import { join } from 'node:path'

export const pipeOf = (dir: string) => join(dir, 'audit.pipe')

/**
 * A server whose second audit device is a pipe, with a collector that empties it, and waits as long as `audit.hold`
 * exists in the part's folder ($0). The server keeps its process id; the collector, a child of it, ends with the part.
 */
export const collected = (dir: string, server: readonly string[]): string[] => [
  'sh',
  '-c',
  collecting,
  dir,
  ...server,
]

const collecting = `
[ -p "$0/audit.pipe" ] || mkfifo -m 600 "$0/audit.pipe" || exit
exec 9<>"$0/audit.pipe"
while :; do
  while [ -e "$0/audit.hold" ]; do sleep 0.1; done
  dd bs=65536 count=1 <&9 >/dev/null 2>&1 || sleep 1
done &
exec "$@" 9<&-`
