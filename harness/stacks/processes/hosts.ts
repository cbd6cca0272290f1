import { hostname } from 'node:os'
import { namesFor } from '../names.ts'
import type { Site } from '../site.ts'

/** The hosts file that a party alone sees. */
export function hostsOf(site: Site, service: string): string {
  const lines = [
    '127.0.0.1 localhost',
    `127.0.0.1 ${hostname()}`,
    ...namesFor(site, service).map(({ address, host }) => `${address} ${host}`),
  ]
  return `${lines.join('\n')}\n`
}
