import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheHome } from '../../model/home.ts'
import type { Examination, Found } from './examination.ts'

const area = 'set-up'

/** What an interrupted set-up left half-made. Locks end with the process that holds them: none is ever stale. */
export const halfMade: Examination = async () => {
  const busy = (await held()).length > 0
  const parts = ['tools', 'prepared', 'images'].flatMap((folder) =>
    namesIn(join(cacheHome(), folder)).filter((name) => name.endsWith('.part')),
  )
  const found = parts.map(
    (name): Found =>
      busy
        ? { area, name, state: 'fine', text: 'is being made' }
        : { area, name, state: 'left', text: 'half-made', next: '`npx drill setup` makes it anew' },
  )
  const text = busy ? 'a set-up goes on' : 'nothing is half-made'
  return found.length > 0 ? found : [{ area, name: 'set-up', state: 'fine', text }]
}

/** Locks that a process holds now. */
async function held(): Promise<string[]> {
  const folder = join(cacheHome(), 'locks')
  const locks = namesIn(folder).filter((name) => name.endsWith('.lock'))
  const asked = await Promise.all(
    locks.map(async (name) => {
      const { exitCode } = await execa('flock', ['--nonblock', join(folder, name), 'true'], { reject: false })
      return exitCode === 0 ? [] : [name]
    }),
  )
  return asked.flat()
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])
