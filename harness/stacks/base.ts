import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readClock, writeClock } from './clock.ts'
import { gatewayCommand } from './gateway-command.ts'
import type { Part } from './part.ts'
import { dialled, type Site } from './site.ts'
import type { Stack } from './stack.ts'
import { partyOf } from './traffic/party.ts'
import { openSessions } from './traffic/sessions.ts'
import { noteMove, trueTimeIn } from './traffic/true-time.ts'
import { callsIn } from './traffic.ts'

/** What a driver has to add: everything that touches something which runs. */
export type Running = Pick<
  Stack,
  'setEdges' | 'edgeState' | 'state' | 'incarnation' | 'pause' | 'resume' | 'kill' | 'start' | 'down'
>

/** What every stack can do from its files alone. `parts` are those of its services. */
export function stackBase(site: Site, parts: ReadonlyMap<string, Part>): Omit<Stack, keyof Running> {
  const { layout, manifest, estate, secrets } = site
  const log = (service: string) => {
    const { format = 'json-lines', file } = parts.get(service)?.log ?? {}
    return { format, file: file ? join(layout.serviceDir(service), file) : layout.stdout(service) } as const
  }
  return {
    ...dialled(site),
    id: manifest.id,
    driver: manifest.driver,
    disposable: true,
    dir: layout.dir,
    versions: manifest.versions,
    clock: async (service) => readClock(layout.serviceDir(service)),
    async setClock(service, setting) {
      const dir = layout.serviceDir(service)
      readClock(dir)
      noteMove(dir, log(service).file, setting)
      writeClock(dir, setting)
    },
    async observed(service, sinceMs) {
      const { file, format } = log(service)
      const calls = await callsIn(file, format, sinceMs, trueTimeIn(layout.serviceDir(service)))
      return calls.map((call) => ({ ...call, caller: partyOf(estate, call.caller) }))
    },
    async holding(service) {
      const { file, format } = log(service)
      const callers = format === 'postgres' ? await openSessions(file) : []
      return callers.map((caller) => partyOf(estate, caller))
    },
    logFiles(service) {
      const files = new Set([layout.stdout(service), layout.stderr(service), log(service).file])
      return [...files].filter((file) => existsSync(file))
    },
    secret: async (name) => secrets.get(name),
    secrets: async () => secrets.all(),
    gatewayCommand: (command) => gatewayCommand(estate, layout, command),
  }
}
